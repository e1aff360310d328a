"""Data of activities and events: inputs and outputs listed in sets, associations with both ends (clause 10.4)."""

from collections.abc import Iterator

from lxml import etree

from engine import errors
from engine.model import vocabulary
from engine.model.lint.subject import Subject, owner, problem
from engine.model.vocabulary import B

_LISTS = {
    "dataInput": ("inputSet", "dataInputRefs", ("optionalInputRefs", "whileExecutingInputRefs")),
    "dataOutput": ("outputSet", "dataOutputRefs", ("optionalOutputRefs", "whileExecutingOutputRefs")),
}
_AT_MOST = {
    "sendTask": {"inputSet": 1, "dataInput": 1},
    "serviceTask": {"inputSet": 1, "outputSet": 1, "dataInput": 1, "dataOutput": 1},
    "receiveTask": {"outputSet": 1, "dataOutput": 1},
}
_PROPERTY_HOLDERS = vocabulary.ACTIVITIES | vocabulary.EVENTS | {"process"}


def sets(subject: Subject) -> Iterator[errors.Problem]:
    """An ioSpecification has a set for each side, and every input and output stands in one (clause 10.4.1)."""
    for node in subject.nodes("ioSpecification"):
        around = owner(node)
        for tag, (group, listed, special) in _LISTS.items():
            groups = node.findall(B + group)
            if not groups:
                yield problem("data_set_missing", around, kind=group)
            named = {name for one in groups for name in _refs(one, listed)}
            for item in node.iterchildren(B + tag):
                if groups and item.get("id") not in named:
                    yield problem("data_unlisted", around, kind=tag, item=item.get("id") or "")
            for one in groups:
                for name in set(_refs(one, *special)) - set(_refs(one, listed)):
                    yield problem("data_unlisted", around, kind=tag, item=name)
        yield from _mutual(node)
        yield from _counted(node)


def associations(subject: Subject) -> Iterator[errors.Problem]:
    """A data association leads somewhere, and from one place unless it assigns or transforms (clause 10.4.2)."""
    for node in subject.nodes("dataInputAssociation", "dataOutputAssociation"):
        transforms = node.find(B + "transformation") is not None
        assigns = transforms or node.find(B + "assignment") is not None
        sources = len(node.findall(B + "sourceRef"))
        if node.find(B + "targetRef") is None or (not sources and not assigns) or (sources > 1 and not transforms):
            yield problem("data_association_incomplete", owner(node))


def places(subject: Subject) -> Iterator[errors.Problem]:
    """Sub-processes take their data from around them; properties belong to processes, activities and events."""
    for node in subject.nodes("ioSpecification"):
        around = node.getparent()
        if around is not None and vocabulary.local(around) in vocabulary.SUBPROCESSES:
            yield problem("data_out_of_place", owner(node), kind="ioSpecification")
    for node in subject.nodes("property"):
        around = node.getparent()
        if around is not None and vocabulary.local(around) not in _PROPERTY_HOLDERS:
            yield problem("data_out_of_place", owner(node), kind="property")


def _mutual(node: etree._Element) -> Iterator[errors.Problem]:
    """Input and output sets that name each other do so from both sides."""
    forth = {(one.get("id"), name) for one in node.iterchildren(B + "inputSet") for name in _refs(one, "outputSetRefs")}
    back = {(name, one.get("id")) for one in node.iterchildren(B + "outputSet") for name in _refs(one, "inputSetRefs")}
    if forth != back:
        yield problem("data_sets_not_mutual", owner(node))


def _counted(node: etree._Element) -> Iterator[errors.Problem]:
    around = node.getparent()
    limits = {} if around is None or not around.get("operationRef") else _AT_MOST.get(vocabulary.local(around), {})
    for tag, limit in limits.items():
        count = len(node.findall(B + tag))
        if count > limit:
            yield problem("data_set_count", owner(node), kind=tag, count=count, limit=limit)


def _refs(node: etree._Element, *tags: str) -> list[str]:
    return [vocabulary.reference(line.text) for line in node.iterchildren(*(B + tag for tag in tags))]
