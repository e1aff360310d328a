"""Small processes for tests, written as text and published by the product's own function."""

import itertools
from collections.abc import Mapping

from sqlalchemy.orm import Session

from engine.casework import publishing
from engine.casework.processes import Release
from engine.casework.publishing import Bundle, Publication
from engine.ledger.audit import Actor
from engine.model.lint import Profile

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'id="defs" targetNamespace="http://example.org/tests">'
)
FORM = b'{"type": "default", "schemaVersion": 19, "id": "note", "components": []}'


def process(key: str, body: str, properties: Mapping[str, str] | None = None, extra: str = "") -> bytes:
    """A file with one process; `body` holds its elements and `extra` what stands beside it (messages, signals)."""
    pairs = "".join(f'<zeebe:property name="{k}" value="{_text(v)}"/>' for k, v in (properties or {}).items())
    settings = f"<bpmn:extensionElements><zeebe:properties>{pairs}</zeebe:properties></bpmn:extensionElements>"
    model = (
        f'<bpmn:process id="{key}" name="{key}" isExecutable="true">{settings if pairs else ""}{body}</bpmn:process>'
    )
    return f"{HEAD}{extra}{model}</bpmn:definitions>".encode()


def user(element: str, groups: str, due: str = "", **properties: str) -> str:
    """A user task offered to roles (names separated by commas, or FEEL with a leading "=")."""
    schedule = f'<zeebe:taskSchedule dueDate="{_text(due)}"/>' if due else ""
    pairs = "".join(f'<zeebe:property name="{k}" value="{_text(v)}"/>' for k, v in properties.items())
    return (
        f'<bpmn:userTask id="{element}" name="{element}"><bpmn:extensionElements><zeebe:userTask/>'
        f'<zeebe:formDefinition formId="note"/><zeebe:assignmentDefinition candidateGroups="{_text(groups)}"/>'
        f"{schedule}<zeebe:properties>{pairs}</zeebe:properties></bpmn:extensionElements></bpmn:userTask>"
    )


def service(element: str, job_type: str, headers: Mapping[str, str] | None = None, **inputs: str) -> str:
    """A service task with headers and input mappings (FEEL without the leading "=")."""
    lines = "".join(f'<zeebe:input source="{_text("=" + v)}" target="{k}"/>' for k, v in inputs.items())
    heads = "".join(f'<zeebe:header key="{k}" value="{v}"/>' for k, v in (headers or {}).items())
    return (
        f'<bpmn:serviceTask id="{element}" name="{element}"><bpmn:extensionElements>'
        f'<zeebe:taskDefinition type="{job_type}"/><zeebe:taskHeaders>{heads}</zeebe:taskHeaders>'
        f"<zeebe:ioMapping>{lines}</zeebe:ioMapping></bpmn:extensionElements></bpmn:serviceTask>"
    )


def flow(source: str, target: str, condition: str = "") -> str:
    """A sequence flow; its id is made of both ends."""
    rule = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{_text(condition)}</bpmn:conditionExpression>'
    return (
        f'<bpmn:sequenceFlow id="{source}_to_{target}" sourceRef="{source}" targetRef="{target}">'
        f"{rule if condition else ''}</bpmn:sequenceFlow>"
    )


def line(*elements: tuple[str, str]) -> str:
    """Elements (id, text) one after the other between a start and an end."""
    ids = ["start", *(name for name, _ in elements), "finish"]
    flows = "".join(flow(a, b) for a, b in itertools.pairwise(ids))
    return f'<bpmn:startEvent id="start"/>{"".join(text for _, text in elements)}<bpmn:endEvent id="finish"/>{flows}'


def publish(session: Session, *models: bytes) -> Release:
    """Publish models in profile run; needs an open transaction."""
    bundle = Bundle(models={f"m{n}.bpmn": model for n, model in enumerate(models)}, forms={"note": FORM})
    publication = Publication(
        by=Actor.COMMAND, reason="for a test", check_form=lambda _form_id, _content: (), profile=Profile.RUN
    )
    return publishing.publish(session, publishing.checked(bundle, publication))


def _text(value: str) -> str:
    return value.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
