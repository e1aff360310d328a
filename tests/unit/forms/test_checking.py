"""What `check` finds in a document."""

import pytest

import forms

GOOD = {"type": "textfield", "id": "a", "key": "a", "label": "A", "properties": {"label:da": "A", "label:sv": "A"}}
CHOICE = {
    **GOOD,
    "type": "radio",
    "values": [{"value": "1", "label": "One"}],
    "properties": {**GOOD["properties"], "value:1:da": "En", "value:1:sv": "Ett"},
}


def document(*components, **more):
    return {"schemaVersion": 19, "components": list(components), **more}


def codes(*components, parse=None, **more) -> list[tuple[str, str]]:
    found = forms.check(document(*components, **more), parse=parse, read_pattern=_read_pattern)
    return [(problem.code, problem.component) for problem in found]


def _read_pattern(pattern: str) -> None:
    if pattern.count("(") != pattern.count(")"):
        raise ValueError(pattern)


def test_a_good_form_has_no_problems() -> None:
    assert codes(GOOD) == codes(CHOICE) == []


def test_what_is_no_form_is_said_to_be_none() -> None:
    assert [problem.code for problem in forms.check({})] == ["not_a_form"]
    assert [problem.code for problem in forms.check([])] == ["not_a_form"]


def test_another_schema_version_is_refused() -> None:
    assert codes(GOOD, schemaVersion=99) == [("schema_version", "")]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("filepicker", "not_supported_yet"),
        ("table", "not_supported_yet"),
        ("image", "not_supported_yet"),
        ("documentPreview", "not_supported_yet"),
        ("iframe", "refused_type"),
        ("button", "refused_type"),
        ("hologram", "unknown_type"),
    ],
)
def test_types_that_cannot_be_used_are_reported(kind: str, code: str) -> None:
    assert codes({**GOOD, "type": kind}) == [(code, "a")]
    assert codes({"type": "group", "id": "g", "components": [{**GOOD, "type": kind}]}) == [(code, "a")]


@pytest.mark.parametrize(
    ("subtype", "label", "found"),
    [
        ("date", "dateLabel", []),
        ("datetime", "dateLabel", []),
        ("time", "timeLabel", []),
        ("time", "dateLabel", [("missing_text", "d")]),
        ("datetime", "timeLabel", [("missing_text", "d")]),
        ("week", "dateLabel", [("unknown_type", "d")]),
    ],
)
def test_days_times_and_moments_need_their_label(subtype: str, label: str, found) -> None:
    labels = {f"{label}:{language}": "D" for language in ("da", "sv")}
    moment = {"type": "datetime", "subtype": subtype, "id": "d", "key": "d", label: "D", "properties": labels}
    assert codes(moment) == found


def rows(*components, **more):
    listed = {"type": "dynamiclist", "id": "r", "path": "r", "label": "R", "components": list(components)}
    return {**listed, "properties": {"label:da": "R", "label:sv": "R", **more.pop("properties", {})}, **more}


def test_rows_are_checked_as_other_components() -> None:
    assert codes(rows(GOOD, CHOICE | {"id": "b", "key": "b"})) == []
    assert codes(rows({**GOOD, "label": ""})) == [("missing_text", "a")]
    assert codes(rows({**GOOD, "type": "hologram"})) == [("unknown_type", "a")]
    assert codes(rows(GOOD, {**GOOD, "id": "b"})) == [("duplicate_key", "b")]
    assert codes(GOOD, rows({**GOOD, "id": "b"})) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"path": ""}, [("missing_key", "r")]),
        ({"path": "two words"}, [("key_not_a_name", "r")]),
        ({"path": "_row"}, [("reserved_key", "r")]),
        ({"label": ""}, [("missing_text", "r")]),
        ({"components": []}, [("no_columns", "r")]),
        ({"defaultRepetitions": "few"}, [("bad_rule", "r")]),
        ({"properties": {"min": "some"}}, [("bad_rule", "r")]),
        ({"properties": {"max": "-1"}}, [("bad_rule", "r")]),
        ({"properties": {"min": "3", "max": "2"}}, [("bad_rule", "r")]),
        ({"properties": {"min": "2", "max": "2"}}, []),
        ({"properties": {"prefill": "checks"}}, [("not_an_expression", "r")]),
        ({"properties": {"rowLabel": "Row"}}, [("missing_language", "r")] * 2),
    ],
)
def test_faults_of_rows_are_found(change, found) -> None:
    assert codes(rows(GOOD, **change)) == found


def test_the_expressions_of_rows_are_read() -> None:
    read: list[str] = []
    inner = {**GOOD, "conditional": {"hide": "=inner"}}
    assert codes(rows(inner, properties={"prefill": "=given"}, conditional={"hide": "=x"}), parse=read.append) == []
    assert sorted(read) == ["given", "inner", "x"]


def test_rows_do_not_stand_in_rows() -> None:
    inner = {**rows(GOOD), "id": "inner", "path": "inner"}
    assert codes(rows(inner)) == [("nested_rows", "inner")]
    assert codes(rows({"type": "group", "id": "g", "components": [inner]})) == [("nested_rows", "inner")]


def test_a_rule_can_be_told_at_rows() -> None:
    rule = {"rule:r": "=a", "rule:r:message": "M", "rule:r:message:da": "M", "rule:r:message:sv": "M"}
    assert codes(rows(GOOD), properties={**rule, "rule:r:field": "r"}) == []
    assert codes(rows(GOOD), properties={**rule, "rule:r:field": "zz"}) == [("unknown_rule_field", "")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": ""}, "missing_id"),
        ({"key": ""}, "missing_key"),
        ({"key": "two words"}, "key_not_a_name"),
        ({"key": "csrf_token"}, "reserved_key"),
        ({"key": "_draft"}, "reserved_key"),
        ({"label": ""}, "missing_text"),
        ({"properties": {"label:da": "A"}}, "missing_language"),
        ({"description": "Hint"}, "missing_language"),
        ({"validate": {"pattern": "("}}, "bad_rule"),
        ({"validate": {"maxLength": "long"}}, "bad_rule"),
        ({"validate": {"validationType": "cpr"}}, "bad_rule"),
        ({"conditional": {"hide": "a = 1"}}, "not_an_expression"),
    ],
)
def test_faults_of_one_component_are_found(change, code: str) -> None:
    assert {found for found, _ in codes({**GOOD, **change})} == {code}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"values": []}, "no_options"),
        ({"values": [{"value": "", "label": "One"}]}, "option_without_value"),
        ({"values": [{"value": "1"}, {"value": "1"}]}, "duplicate_option"),
        ({"values": [{"value": "1"}, {"value": "2"}]}, "missing_language"),
        ({"defaultValue": "7"}, "default_not_an_option"),
        ({"properties": {**CHOICE["properties"], "store": "boolean"}}, "bad_store"),
        ({"properties": {**CHOICE["properties"], "store": "blob"}}, "bad_store"),
    ],
)
def test_faults_of_options_are_found(change, code: str) -> None:
    assert {found for found, _ in codes({**CHOICE, **change})} == {code}


def test_two_answers_may_not_share_a_key_but_contexts_are_apart() -> None:
    other = {**GOOD, "id": "b"}
    assert codes(GOOD, other) == [("duplicate_key", "b")]
    assert codes(GOOD, {"type": "group", "id": "g", "components": [other]}) == [("duplicate_key", "b")]
    assert codes(GOOD, {"type": "group", "id": "g", "path": "inner", "components": [other]}) == []


def test_two_components_may_not_share_an_id() -> None:
    assert codes(GOOD, {**GOOD, "key": "b"}) == [("duplicate_id", "a")]


def test_money_needs_both_halves() -> None:
    labels = {"label:da": "Beløb", "label:sv": "Belopp", "store": "money"}
    money = {"type": "group", "id": "g", "path": "g", "label": "Amount", "properties": labels, "components": [GOOD]}
    assert codes(money) == [("money_parts", "g")]


def test_every_expression_is_read() -> None:
    read: list[str] = []
    question = {
        **GOOD, "type": "select", "valuesExpression": "=people()", "conditional": {"hide": "=x"}, "readonly": "=y",
        "properties": {**GOOD["properties"], "prefill": "=z"},
    }  # fmt: skip
    words = {"type": "text", "id": "t", "text": "=p", "properties": {"text:da": "=q", "text:sv": "r"}}
    total = {"type": "expression", "id": "e", "key": "e", "expression": "=s"}
    rules = {"rule:r": "=t", "rule:r:message": "M", "rule:r:message:da": "M", "rule:r:message:sv": "M"}
    assert codes(question, words, total, parse=read.append, properties=rules) == []
    assert sorted(read) == ["p", "people()", "q", "s", "t", "x", "y", "z"]


def test_an_expression_that_cannot_be_read_is_a_problem_of_its_component() -> None:
    def refuse(text: str) -> None:
        raise ValueError(f"cannot read {text}")

    (problem,) = forms.check(document({**GOOD, "conditional": {"hide": "=1 +"}}), parse=refuse)
    assert (problem.code, problem.component) == ("expression_invalid", "a")
    assert problem.facts == {"attribute": "conditional.hide", "text": "=1 +", "reason": "cannot read 1 +"}


def test_a_fault_of_the_reader_itself_is_no_problem_of_the_form() -> None:
    def fail(text: str) -> None:
        raise RuntimeError(text)

    with pytest.raises(RuntimeError):
        forms.check(document({**GOOD, "conditional": {"hide": "=a"}}), parse=fail)


def test_rules_of_the_form_are_checked() -> None:
    rules = {"rule:r": "a", "rule:r:message": "M", "rule:r:message:da": "M", "rule:r:field": "zz"}
    assert codes(GOOD, properties=rules) == [
        ("not_an_expression", ""),
        ("unknown_rule_field", ""),
        ("missing_language", ""),
    ]


def test_every_code_is_explained() -> None:
    assert all(sentence for sentence in forms.CODES.values())


def test_a_type_that_check_refuses_cannot_be_bound(bench) -> None:
    with pytest.raises(LookupError):
        bench.bind({**GOOD, "type": "filepicker"})
