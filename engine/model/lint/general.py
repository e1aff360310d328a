"""The general rules of the modelling field, by the pinned `bpmn-io` package; the only door to it for checking."""

import copy
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import cast

from bpmn_io import BpmnModdle, ParseError
from bpmn_io.lint import Linter
from bpmn_io.lint.config import recommended
from bpmn_io.lint.linter import Resolver
from bpmn_io.lint.resolver import NodeResolver
from bpmn_io.moddle.base import ModdleElement
from lxml import etree

from engine import errors
from engine.model import normalise
from engine.model.lint.subject import Subject, problem

OWN_RULES = frozenset({"label-required", "no-bpmndi", "no-complex-gateway"})
"""Rules of the package that rules of ours replace, with more to say; the editor in the browser still shows them."""

_MEANINGS = {
    "ad-hoc-sub-process": "An ad hoc sub-process holds a start or end event.",
    "conditional-flows": "A flow out of a fork that chooses has no condition.",
    "end-event-required": "A process or sub-process has no end event.",
    "event-based-gateway": "An event-based gateway does not lead to events only.",
    "event-sub-process-typed-start-event": "The start of an event sub-process has no trigger.",
    "fake-join": "Flows join at an element that does not wait for all of them.",
    "global": "A global element is unused, doubled or without name.",
    "link-event": "A link event has no name or no other end.",
    "no-disconnected": "The element is connected to nothing.",
    "no-duplicate-sequence-flows": "Two flows connect the same elements.",
    "no-gateway-join-fork": "A gateway joins and forks at once.",
    "no-implicit-end": "The element leads nowhere and is no end event.",
    "no-implicit-split": "Several flows leave an element that is no gateway.",
    "no-implicit-start": "Nothing leads to the element and it is no start event.",
    "no-overlapping-elements": "Shapes lie upon each other or outside of what holds them.",
    "single-blank-start-event": "A scope has more than one start event without trigger.",
    "single-event-definition": "An event has more than one trigger.",
    "start-event-required": "A process or sub-process has no start event.",
    "sub-process-blank-start-event": "The start of a sub-process has a trigger.",
    "superfluous-gateway": "A gateway has only one flow in and one out.",
    "superfluous-label": "A label says nothing.",
    "superfluous-termination": "A terminate event ends nothing that a plain end would not.",
}


def code(rule: str) -> str:
    """Our code of a rule of the package."""
    return f"general_{rule.replace('-', '_')}"


def rules(subject: Subject) -> Iterator[errors.Problem]:
    """Run the package's linter over one file; it goes by the listed flows, so these are completed first."""
    tree = copy.deepcopy(subject.document.tree)
    normalise.sides.write(tree)
    try:
        text = etree.tostring(tree, encoding="unicode")
        root = BpmnModdle().from_xml(text).root_element
    except ParseError:
        yield problem("general_unreadable", subject.document.tree.get("id") or "")
        return
    resolver = cast("Resolver", NodeResolver(require=_refuse))
    reports = Linter(resolver=resolver).lint(cast("ModdleElement", root), {"rules": _configured()})
    for rule in sorted(reports):
        for report in reports[rule]:
            yield problem(code(rule), str(report.get("id") or ""), message=str(report.get("message") or ""))


def _refuse(name: str) -> object:
    """Keep the package from reading a `package.json` of the working directory."""
    raise ModuleNotFoundError(name)


@cache
def _configured() -> dict[str, str]:
    ours = json.loads(resources.files("engine.model").joinpath("bpmnlint.json").read_text("utf-8"))
    merged: Mapping[str, str] = {**recommended.CONFIG["rules"], **ours["rules"]}
    return {rule: flag for rule, flag in merged.items() if flag != "off" and rule not in OWN_RULES}


def _meanings(flag: str) -> Mapping[str, str]:
    return {code(rule): _MEANINGS[rule] for rule, given in _configured().items() if given == flag}


BINDING = _meanings("error")
ADVISING = {**_meanings("warn"), "general_unreadable": "The general rules could not be applied to the file."}
