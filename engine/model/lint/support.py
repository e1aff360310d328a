"""The one table of what publishing refuses because the execution does not run it. Shorten it as it grows."""

from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from engine import errors
from engine.model import vocabulary
from engine.model.lint.subject import Subject, drawn_owner, is_true, problem
from engine.model.vocabulary import B


def _compensates(node: etree._Element) -> bool:
    return vocabulary.local(node) == "compensateEventDefinition" or is_true(node.get("isForCompensation"))


def _has_several_triggers(node: etree._Element) -> bool:
    if vocabulary.local(node) not in vocabulary.EVENTS:
        return False
    definitions = [child for child in node if vocabulary.local(child).endswith(("EventDefinition", "DefinitionRef"))]
    return len(definitions) > 1


def _counts_tokens(node: etree._Element) -> bool:
    return any((node.get(side) or "1").strip() != "1" for side in ("startQuantity", "completionQuantity"))


def _reports_items(node: etree._Element) -> bool:
    behaviour = (node.get("behavior") or "All").strip()
    return vocabulary.local(node) == "multiInstanceLoopCharacteristics" and behaviour != "All"


def _tag(*names: str) -> Callable[[etree._Element], bool]:
    return lambda node: vocabulary.local(node) in names


UNSUPPORTED: Mapping[str, Callable[[etree._Element], bool]] = {
    "complex_gateway": _tag("complexGateway"),
    "transaction": _tag("transaction"),
    "cancel_event": _tag("cancelEventDefinition"),
    "compensation": _compensates,
    "ad_hoc_subprocess": _tag("adHocSubProcess"),
    "conditional_event": _tag("conditionalEventDefinition"),
    "several_triggers": _has_several_triggers,
    "token_quantity": _counts_tokens,
    "item_behaviour": _reports_items,
    "choreography": _tag("choreography", "choreographyTask", "subChoreography", "callChoreography"),
}
"""Construct → whether a BPMN element is one. A construct leaves the table when the execution has learnt it."""


def refused(subject: Subject) -> Iterator[errors.Problem]:
    """Name everything that would be dropped or misread."""
    for node in subject.document.tree.iter(f"{B}*"):
        for construct, matches in UNSUPPORTED.items():
            if matches(node):
                yield problem("unsupported", drawn_owner(node), construct=construct)
