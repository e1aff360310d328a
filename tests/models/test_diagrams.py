"""The shipped diagrams: complete, tidy, and readable in three languages."""

import itertools
import re
from dataclasses import dataclass
from functools import lru_cache

import pytest
from lxml import etree

import bpmn
from engine import xml

NS = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "zeebe": "http://camunda.org/schema/zeebe/1.0",
}
GRID = 10
NOT_DRAWN_AS_NODES = {"documentation", "extensionElements", "sequenceFlow", "laneSet"}
TRANSLATED = ("da", "sv")

every_process = pytest.mark.parametrize("name", bpmn.names())


@dataclass(frozen=True)
class Box:
    """A drawn rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2

    def overlaps(self, other: "Box") -> bool:
        across = self.x < other.x + other.width and other.x < self.x + self.width
        return across and self.y < other.y + other.height and other.y < self.y + self.height

    def crossed_by(self, start: tuple[float, float], end: tuple[float, float]) -> bool:
        (left, right), (top, bottom) = sorted((start[0], end[0])), sorted((start[1], end[1]))
        across = left < self.x + self.width and right > self.x
        return across and top < self.y + self.height and bottom > self.y


@lru_cache
def tree(name: str) -> etree._Element:
    return xml.read(bpmn.read(name)[f"{name}.bpmn"])


def nodes(name: str) -> list[etree._Element]:
    """Flow nodes of the process, those of sub-processes too."""
    found = []
    for scope in tree(name).iterfind(".//bpmn:process", NS):
        for node in scope.iter("{*}*"):
            inside = node.getparent() is scope or etree.QName(node.getparent()).localname.endswith("ubProcess")
            if inside and node.get("id") and etree.QName(node).localname not in NOT_DRAWN_AS_NODES:
                found.append(node)
    return found


def flows(name: str) -> list[etree._Element]:
    return list(tree(name).iterfind(".//bpmn:sequenceFlow", NS))


def kind(node: etree._Element) -> str:
    return str(etree.QName(node).localname)


@lru_cache
def shapes(name: str) -> dict[str, Box]:
    return {s.get("bpmnElement", ""): box(s) for s in tree(name).iterfind(".//bpmndi:BPMNShape", NS)}


def box(drawn: etree._Element, path: str = "dc:Bounds") -> Box:
    found = drawn.find(path, NS)
    assert found is not None
    return Box(*(float(found.get(side, "nan")) for side in ("x", "y", "width", "height")))


@lru_cache
def labels(name: str) -> dict[str, Box]:
    drawn = tree(name).iterfind(".//bpmndi:BPMNPlane/*", NS)
    return {
        one.get("bpmnElement", ""): box(one, "bpmndi:BPMNLabel/dc:Bounds")
        for one in drawn
        if one.find("bpmndi:BPMNLabel", NS) is not None
    }


@lru_cache
def lines(name: str) -> dict[str, list[tuple[float, float]]]:
    return {
        edge.get("bpmnElement", ""): [
            (float(point.get("x", "nan")), float(point.get("y", "nan"))) for point in edge.iterfind("di:waypoint", NS)
        ]
        for edge in tree(name).iterfind(".//bpmndi:BPMNEdge", NS)
    }


def properties(node: etree._Element) -> dict[str, str]:
    found = node.iterfind("bpmn:extensionElements/zeebe:properties/zeebe:property", NS)
    return {one.get("name", ""): one.get("value", "") for one in found}


def poles(shape: Box) -> set[tuple[float, float]]:
    """Where an edge may meet a gateway or an event."""
    x, y = shape.centre
    return {(shape.x, y), (shape.x + shape.width, y), (x, shape.y), (x, shape.y + shape.height)}


def meets(node: etree._Element, shape: Box, point: tuple[float, float]) -> bool:
    if kind(node).endswith(("Event", "Gateway")):
        return point in poles(shape)
    x, y = point
    upright = x in (shape.x, shape.x + shape.width) and shape.y < y < shape.y + shape.height
    level = y in (shape.y, shape.y + shape.height) and shape.x < x < shape.x + shape.width
    return upright or level


@every_process
def test_every_step_has_one_shape_and_every_flow_one_edge(name: str) -> None:
    drawn_shapes = [shape.get("bpmnElement") for shape in tree(name).iterfind(".//bpmndi:BPMNShape", NS)]
    drawn_edges = [edge.get("bpmnElement") for edge in tree(name).iterfind(".//bpmndi:BPMNEdge", NS)]

    assert sorted(drawn_shapes) == sorted(node.get("id") for node in nodes(name))
    assert sorted(drawn_edges) == sorted(flow.get("id") for flow in flows(name))


@every_process
def test_shapes_have_the_usual_sizes_and_stand_on_the_grid(name: str) -> None:
    usual = {"Event": (36, 36), "Gateway": (50, 50), "Task": (100, 80), "callActivity": (100, 80)}
    for node in nodes(name):
        shape = shapes(name)[node.get("id")]
        wanted = next((size for ending, size in usual.items() if kind(node).endswith(ending)), None)

        assert wanted is None or (shape.width, shape.height) == wanted, node.get("id")
        assert all(middle % GRID == 0 for middle in shape.centre), node.get("id")


@every_process
def test_shapes_do_not_overlap(name: str) -> None:
    standing = {node.get("id"): node for node in nodes(name) if kind(node) not in ("boundaryEvent", "subProcess")}
    for one, other in itertools.combinations(standing, 2):
        assert not shapes(name)[one].overlaps(shapes(name)[other]), (one, other)


@every_process
def test_boundary_events_sit_on_the_border_of_their_activity(name: str) -> None:
    for node in nodes(name):
        if kind(node) == "boundaryEvent":
            host = shapes(name)[node.get("attachedToRef")]
            x, y = shapes(name)[node.get("id")].centre

            assert (host.x <= x <= host.x + host.width and y in (host.y, host.y + host.height)) or (
                host.y <= y <= host.y + host.height and x in (host.x, host.x + host.width)
            ), node.get("id")


@every_process
def test_edges_end_on_the_borders_of_what_they_join(name: str) -> None:
    by_id = {node.get("id"): node for node in nodes(name)}
    for flow in flows(name):
        points = lines(name)[flow.get("id")]
        for end, point in (("sourceRef", points[0]), ("targetRef", points[-1])):
            node = by_id[flow.get(end)]
            assert meets(node, shapes(name)[node.get("id")], point), (flow.get("id"), end)


@every_process
def test_edges_run_level_or_upright_and_never_through_a_shape(name: str) -> None:
    hosts = {node.get("id"): node.get("attachedToRef") for node in nodes(name)}
    open_boxes = {node.get("id") for node in nodes(name) if kind(node) == "subProcess"}
    for flow in flows(name):
        ends = {flow.get("sourceRef"), flow.get("targetRef"), hosts.get(flow.get("sourceRef")), *open_boxes}
        for start, end in itertools.pairwise(lines(name)[flow.get("id")]):
            assert start[0] == end[0] or start[1] == end[1], flow.get("id")
            through = [one for one, shape in shapes(name).items() if one not in ends and shape.crossed_by(start, end)]
            assert not through, (flow.get("id"), through)


@every_process
def test_labels_have_boxes_that_cover_no_shape_and_no_other_label(name: str) -> None:
    outside = [node for node in nodes(name) if kind(node).endswith(("Event", "Gateway"))]
    wanted = {one.get("id") for one in (*outside, *flows(name)) if one.get("name")}

    assert set(labels(name)) == wanted
    open_boxes = {node.get("id") for node in nodes(name) if kind(node) == "subProcess"}
    closed = [(one, shape) for one, shape in shapes(name).items() if one not in open_boxes]
    for (one, label), (other, shape) in itertools.product(labels(name).items(), closed):
        assert not label.overlaps(shape), (one, other)
    for one, other in itertools.combinations(labels(name), 2):
        assert not labels(name)[one].overlaps(labels(name)[other]), (one, other)


@every_process
def test_everything_named_is_named_in_danish_and_swedish(name: str) -> None:
    processes = tree(name).iterfind(".//bpmn:process", NS)
    for one in (*processes, *nodes(name), *flows(name), *tree(name).iterfind(".//bpmn:lane", NS)):
        if one.get("name"):
            assert all(properties(one).get(f"name:{language}") for language in TRANSLATED), one.get("id")


@every_process
def test_processes_and_tasks_are_explained_in_three_languages(name: str) -> None:
    tasks = [node for node in nodes(name) if kind(node) == "userTask"]
    for one in (*tree(name).iterfind(".//bpmn:process", NS), *tasks):
        plain = one.findtext("bpmn:documentation", "", NS)
        texts = [plain, *(properties(one).get(f"documentation:{language}", "") for language in TRANSLATED)]

        assert all(text.strip().endswith(".") for text in texts), one.get("id")
        assert len(set(texts)) == len(texts), one.get("id")


@every_process
def test_steps_questions_and_ends_have_names(name: str) -> None:
    asking = {flow.get("sourceRef") for flow in flows(name) if flow.find("bpmn:conditionExpression", NS) is not None}
    for node in nodes(name):
        merges = kind(node).endswith("Gateway") and node.get("id") not in asking
        assert merges or node.get("name"), node.get("id")
    for flow in flows(name):
        if flow.get("sourceRef") in asking:
            assert flow.get("name"), flow.get("id")


@every_process
def test_a_question_always_has_a_way_out(name: str) -> None:
    by_id = {node.get("id"): node for node in nodes(name)}
    for flow in flows(name):
        if flow.find("bpmn:conditionExpression", NS) is not None:
            assert by_id[flow.get("sourceRef")].get("default"), flow.get("sourceRef")


@every_process
def test_a_process_has_one_plain_start_and_named_ends(name: str) -> None:
    plain = [
        node
        for node in tree(name).iterfind(".//bpmn:process/bpmn:startEvent", NS)
        if not any(kind(child).endswith("Definition") for child in node)
    ]
    ends = [node for node in nodes(name) if kind(node) == "endEvent"]

    assert len(plain) == 1
    assert ends
    assert all(end.get("name") for end in ends)
    assert len({end.get("name") for end in ends}) == len(ends)


@every_process
def test_ids_are_lower_case_words(name: str) -> None:
    for one in (*nodes(name), *flows(name)):
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", one.get("id")), one.get("id")


@every_process
def test_user_tasks_say_who_does_what_by_when(name: str) -> None:
    for task in nodes(name):
        if kind(task) != "userTask":
            continue
        said = {kind(child): child for child in task.iterfind("bpmn:extensionElements/*", NS)}

        assert "userTask" in said, task.get("id")
        assert said["formDefinition"].get("formId"), task.get("id")
        assert said["assignmentDefinition"].get("candidateGroups", "").startswith("="), task.get("id")
        timeless = properties(task).get("deadlineKind") == "none"
        assert ("taskSchedule" in said) is not timeless, task.get("id")


@every_process
def test_the_file_holds_the_process_of_its_folder(name: str) -> None:
    assert [process.get("id") for process in tree(name).iterfind(".//bpmn:process", NS)] == [name]
    assert all(process.get("isExecutable") == "true" for process in tree(name).iterfind(".//bpmn:process", NS))
