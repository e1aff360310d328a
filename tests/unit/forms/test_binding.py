"""Hidden questions, drafts, groups and rules over several answers."""

import json
from decimal import Decimal

import pytest

SAME = {
    "type": "radio",
    "id": "same",
    "key": "same",
    "label": "Same need?",
    "validate": {"required": True},
    "values": ["yes", "partly", "no"],
}
DIFFERENCE = {
    "type": "textarea",
    "id": "difference",
    "key": "difference",
    "label": "What differs?",
    "validate": {"required": True},
    "conditional": {"hide": '=same != "partly"'},
}
FOLLOW_UP = {
    "type": "textfield",
    "id": "follow_up",
    "key": "follow_up",
    "label": "Tell more",
    "conditional": {"hide": "=difference = null"},
}
HOURS = {"type": "number", "id": "hours", "key": "hours", "label": "Hours"}
DAY = {"type": "datetime", "subtype": "date", "id": "day", "key": "day", "dateLabel": "Day"}


@pytest.fixture
def survey(bench):
    bench.formulas |= {
        'same != "partly"': lambda scope: scope.get("same") != "partly",
        "difference = null": lambda scope: scope.get("difference") is None,
    }

    def bind(posted=None, **more):
        return bench.bind(SAME, DIFFERENCE, FOLLOW_UP, posted=posted, **more)

    return bind


def test_hidden_means_neither_shown_nor_checked_nor_stored(survey) -> None:
    form = survey({"same": "no", "difference": "left over", "follow_up": "left over"})
    assert form.validate()
    assert [field.name for field in form.fields()] == ["same"]
    assert form.answers() == {"same": "no"}
    assert form.typed() == {"_language": "en", "same": "no"}
    assert "difference" not in form


def test_a_hidden_answer_is_null_to_other_conditions(survey) -> None:
    assert "follow_up" not in survey({"same": "yes", "difference": "left over"})
    assert "follow_up" in survey({"same": "partly", "difference": "the ground"})


def test_a_question_that_is_shown_is_checked(survey) -> None:
    form = survey({"same": "partly"})
    assert not form.validate()
    assert form.problems() == [("difference", "What differs?", "This field is required.")]


def test_drafts_and_posts_hide_alike(survey) -> None:
    draft = survey(data={"same": "partly", "difference": "the ground"})
    assert [field.name for field in draft.fields()] == ["same", "difference", "follow_up"]


def test_a_hidden_group_hides_what_is_in_it(bench) -> None:
    bench.formulas["true"] = lambda scope: True
    group = {"type": "group", "id": "g", "path": "g", "components": [SAME], "conditional": {"hide": "=true"}}
    form = bench.bind(group, posted={"g-same": "yes"})
    assert form.validate()
    assert (form.answers(), form.parts()) == ({}, ())


def test_conditions_in_a_group_see_their_neighbours_and_the_surroundings(bench) -> None:
    bench.formulas["limit > n"] = lambda scope: scope["limit"] is not None and scope["limit"] > scope["n"]
    inner = [
        {"type": "number", "id": "n", "key": "n", "label": "N"},
        {"type": "textfield", "id": "why", "key": "why", "label": "Why", "conditional": {"hide": "=limit > n"}},
    ]
    outer = [{"type": "number", "id": "limit", "key": "limit", "label": "Limit"}]
    group = {"type": "group", "id": "g", "path": "g", "components": inner}
    assert "g-why" in bench.bind(*outer, group, posted={"limit": "3", "g-n": "5"})
    assert "g-why" not in bench.bind(*outer, group, posted={"limit": "9", "g-n": "5"})


def test_two_questions_that_hide_each_other_end_somewhere(bench) -> None:
    bench.formulas |= {"a = null": lambda scope: scope["a"] is None, "b != null": lambda scope: scope["b"] is not None}
    first = {"type": "textfield", "id": "a", "key": "a", "label": "A", "conditional": {"hide": "=b != null"}}
    second = {"type": "textfield", "id": "b", "key": "b", "label": "B", "conditional": {"hide": "=a = null"}}
    form = bench.bind(first, second, posted={"a": "x", "b": "y"})
    assert form.validate()


def test_a_draft_keeps_type_errors_as_typed(bench) -> None:
    form = bench.bind(HOURS, DAY, language="da", posted={"hours": "ti", "day": "31-02-2027"})
    draft = json.loads(json.dumps(form.typed()))
    again = bench.bind(HOURS, DAY, language="da", data=draft)
    assert [field.typed for field in again.fields()] == ["ti", "31-02-2027"]
    assert again.typed() == draft
    assert not again.validate()
    assert len(again.problems()) == 2


def test_a_draft_typed_in_one_language_is_the_same_in_another(bench) -> None:
    draft = bench.bind(HOURS, DAY, language="da", posted={"hours": "1.234", "day": "05-03-2027"}).typed()
    form = bench.bind(HOURS, DAY, language="en", data=draft)
    assert [field.typed for field in form.fields()] == ["1234", "05/03/2027"]
    assert form.answers()["hours"] == Decimal(1234)


def test_what_was_posted_counts_and_not_the_draft(bench) -> None:
    assert bench.bind(HOURS, data={"hours": "3"}, posted={"hours": ""}).answers() == {"hours": None}


def test_answers_given_before_can_be_checked_without_a_browser(bench) -> None:
    form = bench.bind(SAME, HOURS, data={"same": "yes", "hours": Decimal("2.5")})
    assert form.validate()
    assert form.answers() == {"same": "yes", "hours": Decimal("2.5")}


RULES = {
    "rule:different": "=pm != chair",
    "rule:different:message": "Two people are needed.",
    "rule:different:message:da": "Der skal være to personer.",
    "rule:different:message:sv": "Två personer behövs.",
    "rule:different:field": "chair",
    "rule:somebody": "=rested",
    "rule:somebody:message": "Nobody is rested.",
}


@pytest.fixture
def team(bench):
    bench.formulas |= {
        "pm != chair": lambda scope: scope["pm"] != scope["chair"],
        "rested": lambda scope: scope["rested"],
    }
    people = [
        {"type": "textfield", "id": key, "key": key, "label": key, "validate": {"required": True}}
        for key in ("pm", "chair")
    ]

    def bind(rested=True, **more):
        return bench.bind(*people, properties=RULES, context={"rested": rested}, **more)

    return bind


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("en", "Two people are needed."), ("da", "Der skal være to personer."), ("sv", "Två personer behövs.")],
)
def test_a_broken_rule_is_told_at_its_field(team, language: str, sentence: str) -> None:
    form = team(language=language, posted={"pm": "17", "chair": "17"})
    assert not form.validate()
    assert form.problems() == [("chair", "chair", sentence)]
    assert [field.errors for field in form.fields()] == [(), (sentence,)]


def test_a_rule_without_a_field_is_told_for_the_whole_form(team) -> None:
    form = team(rested=False, posted={"pm": "17", "chair": "18"})
    assert not form.validate()
    assert form.problems() == [("", "", "Nobody is rested.")]
    assert form.form_errors == ["Nobody is rested."]


def test_a_rule_that_cannot_be_decided_is_broken(team) -> None:
    assert not team(rested=None, posted={"pm": "17", "chair": "18"}).validate()


def test_a_rule_says_nothing_while_its_field_is_wrong_already(team) -> None:
    form = team(posted={})
    assert not form.validate()
    assert [message for _, _, message in form.problems()] == ["This field is required."] * 2


def test_checking_twice_tells_every_problem_once(team) -> None:
    form = team(rested=False, posted={"pm": "17", "chair": "17"})
    assert not form.validate()
    assert not form.validate()
    assert len(form.problems()) == 2
