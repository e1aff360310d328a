"""First drawings: files that a new process, decision table or form begins with."""

import json
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from engine.model import zeebe

_EVENTS = {
    "start": ("startEvent", {"en": "Begun", "da": "Begyndt", "sv": "Påbörjat"}, 160),
    "end": ("endEvent", {"en": "Done", "da": "Færdig", "sv": "Klart"}, 340),
}


def process(key: str, name: Mapping[str, str]) -> bytes:
    """A process with an id and a name per language ("en" the plain one): a start and an end, joined and drawn."""
    elements = "".join(_event(key, part) for part in _EVENTS)
    shapes = "".join(_shape(f"{part}_{key}", at) for part, (_kind, _words, at) in _EVENTS.items())
    flow = f'<bpmn:sequenceFlow id="f_{key}" sourceRef="start_{key}" targetRef="end_{key}" />'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
        'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
        'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
        f'id="{key}_definitions" targetNamespace="http://innotech360.eu/bpmn/{key}">'
        f'<bpmn:process id="{key}" name={_plain(name, key)} isExecutable="true">{_translated(name)}{elements}{flow}'
        f'</bpmn:process><bpmndi:BPMNDiagram id="{key}_diagram"><bpmndi:BPMNPlane id="{key}_plane" bpmnElement="{key}">'
        f'{shapes}<bpmndi:BPMNEdge id="f_{key}_di" bpmnElement="f_{key}"><di:waypoint x="196" y="138" />'
        '<di:waypoint x="340" y="138" /></bpmndi:BPMNEdge></bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>\n'
    ).encode()


def decision(key: str, name: Mapping[str, str]) -> bytes:
    """A decision table with one input, one output and one rule, drawn."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" '
        'xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" '
        'xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
        f'id="{key}_definitions" name={_plain(name, key)} namespace="http://innotech360.eu/dmn/{key}">'
        f'<decision id="{key}" name={_plain(name, key)}>{_translated(name, "")}'
        f'<decisionTable id="{key}_table"><input id="{key}_in"><inputExpression id="{key}_in_e" typeRef="string">'
        f'<text></text></inputExpression></input><output id="{key}_out" name="result" typeRef="string" />'
        f'<rule id="{key}_rule"><inputEntry id="{key}_rule_in"><text>-</text></inputEntry>'
        f'<outputEntry id="{key}_rule_out"><text>""</text></outputEntry></rule></decisionTable></decision>'
        f'<dmndi:DMNDI><dmndi:DMNDiagram id="{key}_diagram"><dmndi:DMNShape id="{key}_shape" dmnElementRef="{key}">'
        '<dc:Bounds height="80" width="180" x="160" y="100" /></dmndi:DMNShape></dmndi:DMNDiagram></dmndi:DMNDI>'
        "</definitions>\n"
    ).encode()


def form(key: str, name: Mapping[str, str]) -> bytes:
    """A form without questions, whose first text is its name."""
    properties = {f"text:{language}": f"# {name[language]}" for language in zeebe.LANGUAGES if name.get(language)}
    heading = {"type": "text", "id": f"{key}_heading", "text": f"# {name.get('en') or key}", "properties": properties}
    document = {"type": "default", "schemaVersion": 19, "id": key, "components": [heading]}
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()


def _event(key: str, part: str) -> str:
    kind, words, _at = _EVENTS[part]
    side = "outgoing" if part == "start" else "incoming"
    inside = f"{_translated(words)}<bpmn:{side}>f_{key}</bpmn:{side}>"
    return f'<bpmn:{kind} id="{part}_{key}" name={_plain(words, part)}>{inside}</bpmn:{kind}>'


def _shape(element: str, at: int) -> str:
    label = f'<bpmndi:BPMNLabel><dc:Bounds x="{at}" y="163" width="36" height="14" /></bpmndi:BPMNLabel>'
    return (
        f'<bpmndi:BPMNShape id="{element}_di" bpmnElement="{element}">'
        f'<dc:Bounds x="{at}" y="120" width="36" height="36" />{label}</bpmndi:BPMNShape>'
    )


def _plain(name: Mapping[str, str], otherwise: str) -> str:
    return quoteattr(name.get("en") or otherwise)


def _translated(name: Mapping[str, str], prefix: str = "bpmn:") -> str:
    pairs = "".join(
        f'<zeebe:property name="name:{escape(language)}" value={quoteattr(name[language])} />'
        for language in zeebe.LANGUAGES
        if name.get(language)
    )
    inside = f"<zeebe:properties>{pairs}</zeebe:properties>"
    return f"<{prefix}extensionElements>{inside}</{prefix}extensionElements>" if pairs else ""
