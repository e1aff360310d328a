"""Labels, list, picture and difference of a model."""

import time

import pytest
from lxml import etree

from engine import errors
from engine.model import diff, documents, labels, outline, picture
from tests.unit.model.bpmn_texts import (
    around,
    diagram,
    edge,
    file,
    flow,
    line,
    node,
    process,
    properties,
    service,
    shape,
    timer,
    zeebe,
)

_SVG = "{http://www.w3.org/2000/svg}"


_NAMED = around(
    node(
        "userTask",
        "t",
        zeebe(
            properties(name__da="Beslut", documentation__sv="Läs"),
            '<zeebe:assignmentDefinition candidateGroups="pm, board" />',
        )
        + "<bpmn:documentation>Read</bpmn:documentation>",
        name="Decide",
    ),
    "t",
    after=diagram(
        shape("s", 0, 22, 36, 36),
        shape("t", 100, 0),
        shape("e", 260, 22, 36, 36),
        edge("f_s_t", (36, 40), (100, 40)),
    ),
)


def test_texts_come_in_every_language_of_the_file() -> None:
    texts = labels.texts(documents.read(_NAMED))["t"]
    assert dict(texts.name) == {"en": "Decide", "da": "Beslut"}
    assert dict(texts.documentation) == {"en": "Read", "sv": "Läs"}


def test_the_list_puts_joins_after_their_branches_and_closes_loops() -> None:
    body = node("exclusiveGateway", "g", default="f_g_e") + service("a") + service("b") + node("exclusiveGateway", "j")
    ways = flow("g", "a", "=x = 1") + flow("g", "b", "=x = 2") + line("a", "j") + line("b", "j") + flow("j", "g")
    data = file(process(node("startEvent", "s"), body, node("endEvent", "e"), flow("s", "g"), ways, flow("g", "e")))
    items = outline.outline(documents.read(data), "p")
    names = [item.element for item in items]
    assert names == ["s", "g", "a", "b", "j", "e"]
    gateway = items[names.index("g")]
    assert gateway.next == (("a", "=x = 1", "f_g_a"), ("b", "=x = 2", "f_g_b"), ("e", "", "f_g_e"))
    assert gateway.default == "f_g_e"
    assert items[names.index("j")].back == {"f_j_g"}


def test_the_list_shows_sub_processes_one_deeper_with_roles_and_due_dates() -> None:
    task = node(
        "userTask",
        "t",
        zeebe(
            '<zeebe:assignmentDefinition candidateGroups="=[&quot;pm&quot;]" />',
            '<zeebe:taskSchedule dueDate="=workdays(5)" />',
        ),
    )
    boundary = node("boundaryEvent", "late", timer("timeDuration", "PT1H"), attachedToRef="t", cancelActivity="false")
    handler = node("subProcess", "h", node("startEvent", "sh") + node("endEvent", "eh"), triggeredByEvent="true")
    items = outline.outline(documents.read(around(node("subProcess", "sub", task + boundary) + handler, "sub")), "p")
    assert [(item.element, item.depth) for item in items] == [
        ("s", 0),
        ("sub", 0),
        ("t", 1),
        ("late", 1),
        ("e", 0),
        ("h", 0),
        ("sh", 1),
        ("eh", 1),
    ]
    assert (items[2].roles, items[2].due) == (("pm",), "=workdays(5)")
    assert (items[3].attached_to, items[3].interrupting) == ("t", False)
    assert [item.element for item in items if item.by_event] == ["h"]


def test_the_list_tells_whether_an_event_sub_process_ends_the_rest_and_the_picture_has_it_dashed() -> None:
    parts, shapes = "", []
    for number, (name, attribute) in enumerate((("h", "1"), ("k", "false"))):
        start = node("startEvent", f"{name}_s", timer("timeDuration", "P1D"), isInterrupting=attribute)
        parts += node("subProcess", name, start + node("endEvent", f"{name}_e"), triggeredByEvent="1")
        shapes += [shape(name, 0, 200 * number, isExpanded="true"), shape(f"{name}_s", 10, 200 * number + 20, 36, 36)]
    document = documents.read(around(service("t") + parts, "t", after=diagram(*shapes)))

    items = {item.element: item for item in outline.outline(document, "p") if item.by_event}
    assert {name: item.interrupting for name, item in items.items()} == {"h": True, "k": False}
    root = etree.fromstring(picture.draw(document))
    dashes = {group.get("data-id"): group[0].get("stroke-dasharray") for group in root.iter(_SVG + "g") if len(group)}
    assert dashes == {"h": "2 3", "k": "2 3", "h_s": "none", "k_s": "6 4"}


def test_a_computed_assignment_is_shown_as_it_stands_and_a_lane_fills_in() -> None:
    lanes = (
        '<bpmn:laneSet><bpmn:lane id="l" name="dpo"><bpmn:flowNodeRef>u</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>'
    )
    computed = node("userTask", "t", zeebe('<zeebe:assignmentDefinition candidateGroups="=item.role" />'))
    items = outline.outline(documents.read(around(lanes + computed + node("userTask", "u"), "t", "u")), "p")
    assert [item.roles for item in items] == [(), ("=item.role",), ("dpo",), ()]


def test_the_list_follows_links_and_survives_ids_that_hold_themselves() -> None:
    link = '<bpmn:linkEventDefinition name="over" />'
    body = (
        node("startEvent", "s") + node("intermediateThrowEvent", "a", link) + node("intermediateCatchEvent", "c", link)
    )
    odd = node("subProcess", "p", node("task", "t"))
    items = outline.outline(documents.read(file(process(body, odd, flow("s", "a")))), "p")
    assert next(item for item in items if item.element == "a").next == (("c", "", ""),)


def test_the_list_of_an_unknown_process_is_not_found() -> None:
    with pytest.raises(errors.NotFound):
        outline.outline(documents.read(_NAMED), "other")


def test_every_drawn_element_is_a_group_with_its_id_and_state() -> None:
    document = documents.read(_NAMED)
    root = etree.fromstring(picture.draw(document, tokens={"t": 2}, done=["s", "f_s_t"], title="Case 7"))
    groups = {(group.get("data-id"), group.get("class")) for group in root.iter(_SVG + "g")}
    assert groups == {
        ("s", "s startEvent done"),
        ("t", "s userTask active"),
        ("t", "k"),
        ("e", "s endEvent"),
        ("f_s_t", "e sequenceFlow done"),
    }
    assert (root.get("role"), root.findtext(_SVG + "title")) == ("img", "Case 7")
    assert "".join(root.xpath("//*[@class='token-t']/text()")) == "2"


def test_the_picture_has_no_style_a_size_and_one_id_of_its_own() -> None:
    document = documents.read(_NAMED)
    root = etree.fromstring(picture.draw(document))
    assert not root.xpath("//@style")
    assert root.xpath("//@id") == [f"arrow-{document.processes[0].id}"]
    assert root.get("viewBox").split()[2:] == [root.get("width"), root.get("height")]


def test_labels_given_replace_names_and_are_never_markup() -> None:
    svg = picture.draw(documents.read(_NAMED), texts={"t": "<script>&\x00"}, title="a</title><script>")
    root = etree.fromstring(svg)
    assert not root.xpath("//*[local-name()='script']")
    assert "<script>&" in "".join(root.itertext())


def test_long_names_are_wrapped_to_four_lines() -> None:
    root = etree.fromstring(picture.draw(documents.read(_NAMED), texts={"t": "word " * 60}))
    lines = root.xpath("//*[@data-id='t']//*[local-name()='tspan']")
    assert len(lines) == 4
    assert lines[-1].text.endswith("…")


def test_the_label_box_of_the_file_is_used() -> None:
    label = '<bpmndi:BPMNLabel><dc:Bounds x="400" y="300" width="60" height="14" /></bpmndi:BPMNLabel>'
    data = around("", after=diagram(shape("s", 0, 0, 36, 36, label)))
    root = etree.fromstring(picture.draw(documents.read(data), texts={"s": "Begin"}))
    assert root.xpath("//*[local-name()='text']/@x") == ["430"]


def test_tokens_inside_a_collapsed_sub_process_count_at_it() -> None:
    data = around(node("subProcess", "sub", service("t") + service("u")), "sub", after=diagram(shape("sub", 0, 0)))
    root = etree.fromstring(picture.draw(documents.read(data), tokens={"t": 1, "u": 2}))
    assert "".join(root.xpath("//*[@class='token-t']/text()")) == "3"


def test_what_an_expanded_sub_process_holds_lies_upon_it() -> None:
    drawn = diagram(shape("t", 20, 20), shape("sub", 0, 0, 300, 200, isExpanded="true"))
    root = etree.fromstring(
        picture.draw(documents.read(around(node("subProcess", "sub", service("t")), "sub", after=drawn)))
    )
    assert root.xpath("//*[local-name()='g']/@data-id") == ["sub", "t"]


def test_a_file_without_picture_or_with_bad_numbers_draws_what_it_can() -> None:
    assert picture.draw(documents.read(around(""))) == ""
    bad = diagram(shape("s", 0, 0), '<bpmndi:BPMNShape bpmnElement="e"><dc:Bounds x="inf" y="a" /></bpmndi:BPMNShape>')
    root = etree.fromstring(picture.draw(documents.read(around("", after=bad))))
    assert root.xpath("//*[local-name()='g']/@data-id") == ["s"]


def test_the_difference_names_what_was_added_changed_removed_and_moved() -> None:
    old = around(
        service("a") + node("task", "b", name="Old"), "a", "b", after=diagram(shape("a", 0, 0), shape("b", 9, 9))
    )
    new = around(
        service("a") + node("task", "b", name="New") + service("c"),
        "a",
        "b",
        "c",
        after=diagram(shape("a", 5, 0), shape("b", 8, 9)),
    )
    found = diff.compare(documents.read(old), documents.read(new))
    assert (found.added, found.removed) == (("c", "f_b_c", "f_c_e"), ("f_b_e",))
    assert (found.changed, dict(found.facts), found.moved) == (("b",), {"b": ("name",)}, ("a",))


def test_a_changed_setting_trigger_or_condition_is_named() -> None:
    def version(form: str, rule: str, condition: str) -> documents.Document:
        task = node("userTask", "t", zeebe(f'<zeebe:formDefinition formId="{form}" />'))
        wait = node("intermediateCatchEvent", "w", timer("timeDuration", rule))
        return documents.read(around(task + wait + flow("t", "e", condition, name="f2"), "t", "w"))

    found = diff.compare(version("a", "PT1H", "=x"), version("b", "PT2H", "=y"))
    assert dict(found.facts) == {"t": ("settings",), "w": ("trigger",), "f2": ("condition",)}


def test_white_space_and_order_are_no_difference() -> None:
    one = around(service("a") + service("b"), "a", "b")
    other = around(service("b") + "\n  " + service("a"), "a", "b").replace(b"><", b">\n<")
    found = diff.compare(documents.read(one), documents.read(other))
    assert (found.added, found.changed, found.removed, found.moved) == ((), (), (), ())


def test_a_large_model_is_listed_and_compared_in_a_moment() -> None:
    names = [f"t{number}" for number in range(500)]
    document = documents.read(around("".join(service(name) for name in names), *names))
    before = time.process_time()
    assert len(outline.outline(document, "p")) == 502
    diff.compare(document, document)
    assert time.process_time() - before < 1
