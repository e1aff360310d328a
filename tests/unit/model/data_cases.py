"""Minimal models whose data is wrong: code → (file, element the problem is shown at)."""

from tests.unit.model.bpmn_texts import (
    around,
    node,
    process,
    service,
)
from tests.unit.model.lint_cases import with_task

_SETS = "<bpmn:inputSet /><bpmn:outputSet />"
_TYPES = '<bpmn:itemDefinition id="i" structureRef="x:a" /><bpmn:itemDefinition id="k" structureRef="x:b" />'
_INPUT = '<bpmn:dataInput id="in" itemSubjectRef="{}" />'
_LISTED = "<bpmn:inputSet><bpmn:dataInputRefs>in</bpmn:dataInputRefs></bpmn:inputSet><bpmn:outputSet />"


def _io(inner: str, sets: str = _SETS) -> str:
    return f"<bpmn:ioSpecification>{inner}{sets}</bpmn:ioSpecification>"


DATA: dict[str, tuple[bytes, str]] = {
    "data_set_missing": (with_task(_io("", "")), "t"),
    "data_unlisted": (with_task(_io('<bpmn:dataInput id="in" />')), "t"),
    "data_association_incomplete": (with_task(_io("") + "<bpmn:dataInputAssociation />"), "t"),
    "data_set_count": (
        with_task(
            _io("", "<bpmn:inputSet /><bpmn:inputSet /><bpmn:outputSet />"),
            operationRef="o",
            after='<bpmn:interface id="if"><bpmn:operation id="o" /></bpmn:interface>',
        ),
        "t",
    ),
    "data_sets_not_mutual": (
        with_task(
            _io(
                "",
                '<bpmn:inputSet id="is"><bpmn:outputSetRefs>os</bpmn:outputSetRefs></bpmn:inputSet>'
                '<bpmn:outputSet id="os" />',
            )
        ),
        "t",
    ),
    "data_collection_differs": (
        around(node("dataObject", "d", itemSubjectRef="i", isCollection="true"), after=_TYPES),
        "d",
    ),
    "data_type_differs": (
        around(
            node("dataObject", "d", itemSubjectRef="k")
            + node(
                "task",
                "t",
                _io(_INPUT.format("i"), _LISTED)
                + "<bpmn:dataInputAssociation><bpmn:sourceRef>d</bpmn:sourceRef>"
                + "<bpmn:targetRef>in</bpmn:targetRef></bpmn:dataInputAssociation>",
            ),
            "t",
            after=_TYPES,
        ),
        "t",
    ),
    "data_of_call_differs": (
        around(
            node("callActivity", "t", _io(_INPUT.format("i"), _LISTED), calledElement="q"),
            "t",
            after=_TYPES + process(_io(""), service("u"), name="q"),
        ),
        "t",
    ),
    "data_out_of_place": (around(node("subProcess", "sub", _io("") + service("t")), "sub"), "sub"),
}
