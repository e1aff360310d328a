"""Short ways to write BPMN files for tests."""

import html
import itertools

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:x="http://example.org/types"'
    ' id="definitions" targetNamespace="http://example.org/tests">'
)


def file(*parts: str) -> bytes:
    return (HEAD + "".join(parts) + "</bpmn:definitions>").encode()


def process(*parts: str, name: str = "p", attributes: str = "") -> str:
    return f'<bpmn:process id="{name}" isExecutable="true" {attributes}>{"".join(parts)}</bpmn:process>'


def node(kind: str, identity: str, inner: str = "", /, **attributes: str) -> str:
    return f'<bpmn:{kind} id="{identity}"{_written(attributes)}>{inner}</bpmn:{kind}>'


def flow(source: str, target: str, condition: str = "", name: str = "", **attributes: str) -> str:
    inner = f"<bpmn:conditionExpression>{html.escape(condition)}</bpmn:conditionExpression>" if condition else ""
    given = _written({"id": name or f"f_{source}_{target}", "sourceRef": source, "targetRef": target, **attributes})
    return f"<bpmn:sequenceFlow{given}>{inner}</bpmn:sequenceFlow>"


def line(*names: str) -> str:
    return "".join(flow(one, other) for one, other in itertools.pairwise(names))


def zeebe(*parts: str) -> str:
    return f"<bpmn:extensionElements>{''.join(parts)}</bpmn:extensionElements>"


def properties(**values: str) -> str:
    named = {key.replace("__", ":"): value for key, value in values.items()}
    lines = "".join(f'<zeebe:property name="{key}" value="{html.escape(text)}" />' for key, text in named.items())
    return f"<zeebe:properties>{lines}</zeebe:properties>"


def around(inner: str, *between: str, after: str = "") -> bytes:
    """A file with one process: start, the named nodes in a row, end, and whatever else `inner` holds."""
    row = line("s", *between, "e")
    return file(process(node("startEvent", "s"), inner, node("endEvent", "e"), row), after)


def lanes(*parts: str) -> str:
    return f'<bpmn:laneSet id="ls">{"".join(parts)}</bpmn:laneSet>'


def shape(identity: str, x: int, y: int, width: int = 100, height: int = 80, inner: str = "", **more: str) -> str:
    box = f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}" />'
    return f'<bpmndi:BPMNShape bpmnElement="{identity}"{_written(more)}>{box}{inner}</bpmndi:BPMNShape>'


def edge(identity: str, *points: tuple[int, int]) -> str:
    waypoints = "".join(f'<di:waypoint x="{x}" y="{y}" />' for x, y in points)
    return f'<bpmndi:BPMNEdge bpmnElement="{identity}">{waypoints}</bpmndi:BPMNEdge>'


def diagram(*parts: str) -> str:
    plane = f'<bpmndi:BPMNPlane bpmnElement="p">{"".join(parts)}</bpmndi:BPMNPlane>'
    return f"<bpmndi:BPMNDiagram>{plane}</bpmndi:BPMNDiagram>"


def timer(rule: str, text: str) -> str:
    return f"<bpmn:timerEventDefinition><bpmn:{rule}>{html.escape(text)}</bpmn:{rule}></bpmn:timerEventDefinition>"


def service(name: str) -> str:
    return node("serviceTask", name, zeebe('<zeebe:taskDefinition type="work" />'))


def _written(attributes: dict[str, str]) -> str:
    return "".join(f' {key}="{html.escape(value)}"' for key, value in attributes.items())
