"""Lists of rows: shown, posted, added to, removed from, checked, kept as a draft, read."""

import json
from datetime import date
from decimal import Decimal

import pytest

from forms import drawing

NAME = {
    "type": "textfield", "id": "risk_name", "key": "name", "label": "Risk", "validate": {"required": True},
    "properties": {"label:da": "Risiko", "label:sv": "Risk"},
}  # fmt: skip
ODDS = {
    "type": "number", "id": "risk_odds", "key": "odds", "label": "Likelihood", "validate": {"min": 1, "max": 5},
    "properties": {"label:da": "Sandsynlighed", "label:sv": "Sannolikhet"},
}  # fmt: skip
WHY = {
    "type": "textarea", "id": "risk_why", "key": "why", "label": "Why so likely?", "validate": {"required": True},
    "conditional": {"hide": "=odds < limit"},
    "properties": {"label:da": "Hvorfor så sandsynligt?", "label:sv": "Varför så sannolikt?"},
}  # fmt: skip
COST = {
    "type": "group", "id": "risk_cost", "path": "cost", "label": "Cost",
    "properties": {"store": "money", "label:da": "Beløb", "label:sv": "Belopp"},
    "components": [
        {"type": "number", "id": "c_amount", "key": "amount", "label": "Amount"},
        {
            "type": "select", "id": "c_currency", "key": "currency", "label": "Currency",
            "values": ["DKK", "SEK"], "defaultValue": "DKK",
        },
    ],
}  # fmt: skip
LIMIT = {"type": "number", "id": "limit", "key": "limit", "label": "Limit"}
LABELS = {"label:da": "Risici", "label:sv": "Risker"}


def risks(*columns, **more):
    properties = {**LABELS, **more.pop("properties", {})}
    columns = list(columns or (NAME, ODDS))
    return {
        "type": "dynamiclist", "id": "risks", "path": "risks", "label": "Risks", "components": columns,
        "properties": properties, **more,
    }  # fmt: skip


def at_least(number: int, *columns, **more):
    return risks(*columns, **more, properties={"min": str(number)})


def rows(form):
    return next(part for part in form.parts() if part.part == "rows")


def two_rows(**more):
    return {"risks-0-name": "Flood", "risks-0-odds": "4", "risks-1-name": "Frost", "risks-1-odds": "2", **more}


@pytest.mark.parametrize(
    ("language", "legend", "first", "add", "remove"),
    [
        ("en", "Risks", "Risks 1", "Add row", "Remove this row"),
        ("da", "Risici", "Risici 1", "Tilføj række", "Fjern denne række"),
        ("sv", "Risker", "Risker 1", "Lägg till rad", "Ta bort den här raden"),
    ],
)
def test_a_list_begins_with_one_row_in_the_readers_language(bench, language, legend, first, add, remove) -> None:
    part = rows(bench.bind(risks(), language=language))
    assert (part.legend, part.rows[0].legend, part.add_words, part.remove_words) == (legend, first, add, remove)
    assert (part.add, part.rows[0].remove, len(part.rows)) == ("risks", "risks-0", 1)
    assert [field.id for field in part.rows[0].parts] == ["risks-0-name", "risks-0-odds"]


@pytest.mark.parametrize(("repetitions", "fewest", "shown"), [(0, "0", 0), (2, "0", 2), (1, "3", 3), (4, "3", 4)])
def test_there_are_as_many_rows_at_first_as_asked_for(bench, repetitions: int, fewest: str, shown: int) -> None:
    listed = risks(defaultRepetitions=repetitions, properties={"min": fewest})
    assert len(rows(bench.bind(listed)).rows) == shown


def test_a_row_can_have_a_word_of_its_own(bench) -> None:
    listed = risks(properties={"rowLabel": "Risk", "rowLabel:da": "Risiko"})
    assert rows(bench.bind(listed, language="da")).rows[0].legend == "Risiko 1"
    assert rows(bench.bind(listed, language="en")).rows[0].legend == "Risk 1"


def test_answers_are_a_list_of_contexts(bench) -> None:
    posted = two_rows(**{"risks-0-cost-currency": "", "risks-1-cost-amount": "9", "risks-1-cost-currency": "SEK"})
    form = bench.bind(risks(NAME, ODDS, COST), posted=posted)
    assert form.validate()
    assert form.answers() == {
        "risks": [
            {"name": "Flood", "odds": Decimal(4), "cost": None},
            {"name": "Frost", "odds": Decimal(2), "cost": {"amount": Decimal(9), "currency": "SEK"}},
        ]
    }


@pytest.mark.parametrize(
    ("language", "problems"),
    [
        ("en", [("risks-1-name", "Risks 2, Risk", "This field is required."),
                ("risks-1-odds", "Risks 2, Likelihood", "Number must be between 1 and 5.")]),
        ("da", [("risks-1-name", "Risici 2, Risiko", "Feltet skal udfyldes."),
                ("risks-1-odds", "Risici 2, Sandsynlighed", "Tallet skal ligge mellem 1 og 5.")]),
        ("sv", [("risks-1-name", "Risker 2, Risk", "Uppgiften är obligatorisk."),
                ("risks-1-odds", "Risker 2, Sannolikhet", "Talet ska ligga mellan 1 och 5.")]),
    ],
)  # fmt: skip
def test_errors_are_told_in_their_row(bench, language: str, problems) -> None:
    form = bench.bind(risks(), language=language, posted=two_rows(**{"risks-1-name": "", "risks-1-odds": "9"}))
    assert not form.validate()
    assert [(field, label) for field, label, _ in form.problems()] == [(field, label) for field, label, _ in problems]
    assert form.problems()[0] == problems[0]
    assert {field.id for field in form.fields() if field.errors} == {"risks-1-name", "risks-1-odds"}


def test_a_half_of_money_is_missed_in_its_row(bench) -> None:
    listed = risks(NAME, COST)
    posted = {"risks-0-name": "Flood", "risks-0-cost-amount": "", "risks-0-cost-currency": "SEK"}
    form = bench.bind(listed, posted=posted)
    assert not form.validate()
    assert form.problems() == [("risks-0-cost-amount", "Risks 1, Amount", "Write the amount as well.")]


def test_empty_rows_are_left_out_and_not_checked(bench) -> None:
    posted = two_rows(**{"risks-2-name": "", "risks-2-odds": "", "risks-3-name": "Fire", "risks-3-odds": ""})
    form = bench.bind(risks(), posted=posted)
    assert form.validate()
    assert [row["name"] for row in form.answers()["risks"]] == ["Flood", "Frost", "Fire"]


def test_a_row_with_nothing_but_its_default_answers_is_empty(bench) -> None:
    form = bench.bind(risks(NAME, COST), posted={"risks-0-name": "", "risks-0-cost-currency": "DKK"})
    assert form.validate()
    assert form.answers() == {"risks": []}


def test_a_row_that_is_complete_by_its_defaults_counts(bench) -> None:
    land = {"type": "radio", "id": "land", "key": "land", "label": "Land", "values": ["DK", "SE"], "defaultValue": "DK"}
    assert bench.bind(risks(land), posted={"risks-0-land": "DK"}).answers() == {"risks": [{"land": "DK"}]}


def test_rows_that_must_be_filled_in_are_checked_although_empty(bench) -> None:
    form = bench.bind(at_least(2), posted={"risks-0-name": "Flood", "risks-1-name": "", "risks-2-name": ""})
    assert not form.validate()
    assert form.problems() == [("risks-1-name", "Risks 2, Risk", "This field is required.")]


@pytest.mark.parametrize(
    ("language", "label", "sentence"),
    [
        ("en", "Risks", "Fill in at least 2 rows."),
        ("da", "Risici", "Udfyld mindst 2 rækker."),
        ("sv", "Risker", "Fyll i minst 2 rader."),
    ],
)
def test_too_few_rows_are_told_at_the_list(bench, language: str, label: str, sentence: str) -> None:
    form = bench.bind(at_least(2), language=language, posted={"risks-0-name": "Flood"})
    assert not form.validate()
    assert form.problems() == [("risks", label, sentence)]
    assert (rows(form).id, rows(form).errors) == ("risks", (sentence,))
    assert not rows(form).optional


def test_rows_of_optional_fields_must_be_filled_in_too(bench) -> None:
    form = bench.bind(at_least(1, ODDS), posted={"risks-0-odds": ""})
    assert not form.validate()
    assert form.problems() == [("risks", "Risks", "Fill in at least 1 row.")]


def test_a_required_list_needs_one_row(bench) -> None:
    form = bench.bind(risks(ODDS, validate={"required": True}), posted={"_rows": "risks"})
    assert not form.validate()
    assert form.problems() == [("risks", "Risks", "Fill in at least 1 row.")]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "There may be at most 1 row."),
        ("da", "Der må højst være 1 række."),
        ("sv", "Det får vara högst 1 rad."),
    ],
)
def test_too_many_rows_are_refused_and_not_lost(bench, language: str, sentence: str) -> None:
    form = bench.bind(risks(properties={"max": "1"}), language=language, posted=two_rows())
    assert not form.validate()
    assert [message for _, _, message in form.problems()] == [sentence]
    assert len(form.typed()["risks"]) == 2
    assert rows(form).add == ""


def test_there_are_fifty_rows_at_most_where_nothing_is_said(bench) -> None:
    posted = {f"risks-{number}-name": "x" for number in range(51)}
    assert not bench.bind(risks(), posted=posted).validate()
    posted.popitem()
    form = bench.bind(risks(), posted=posted)
    assert form.validate()
    assert rows(form).add == ""


def test_a_number_out_of_reach_makes_no_thousand_rows(bench) -> None:
    form = bench.bind(risks(), posted={"risks-99999999-name": "x", "risks-9999-name": "y", "risks-007-name": "z"})
    assert form.answers()["risks"] == [{"name": "y", "odds": None}]


def test_adding_a_row_checks_nothing_and_keeps_what_was_typed(bench) -> None:
    form = bench.bind(risks(NAME, ODDS, COST), posted=two_rows(**{"risks-0-odds": "many", "_add": "risks"}))
    assert form.rows_changed
    assert form.focus == "risks-2"
    assert [row.focused for row in rows(form).rows] == [False, False, True]
    typed = {field.id: field.typed for field in form.fields()}
    assert (typed["risks-0-name"], typed["risks-0-odds"], typed["risks-2-name"]) == ("Flood", "many", "")
    assert typed["risks-2-cost-currency"] == "DKK"


def test_removing_a_row_moves_the_later_ones_up(bench) -> None:
    form = bench.bind(risks(NAME, ODDS, COST), posted=two_rows(**{
        "risks-1-odds": "few", "risks-2-name": "Fire", "risks-2-cost-amount": "7", "_remove": "risks-0",
    }))  # fmt: skip
    assert form.rows_changed
    assert form.focus == "risks-0"
    typed = {field.id: field.typed for field in form.fields()}
    assert (typed["risks-0-name"], typed["risks-0-odds"], typed["risks-1-name"]) == ("Frost", "few", "Fire")
    assert typed["risks-1-cost-amount"] == "7"
    assert "risks-2-name" not in form


def test_after_the_last_row_is_gone_one_goes_on_at_the_button(bench) -> None:
    form = bench.bind(risks(), posted={"risks-0-name": "Flood", "_remove": "risks-0"})
    assert (form.focus, rows(form).focused, rows(form).rows) == ("risks-add", True, ())
    assert form.answers() == {"risks": []}


def test_removing_the_last_of_several_leads_to_the_one_before(bench) -> None:
    assert bench.bind(risks(), posted=two_rows(_remove="risks-1")).focus == "risks-0"


@pytest.mark.parametrize("pressed", [{"_remove": "risks-9"}, {"_remove": "costs-0"}, {"_add": "costs"}])
def test_a_button_that_fits_no_row_changes_nothing_and_hands_nothing_in(bench, pressed) -> None:
    form = bench.bind(risks(), posted=two_rows(**pressed))
    assert (form.rows_changed, form.focus, len(rows(form).rows)) == (True, "", 2)


def test_no_row_is_added_beyond_the_most(bench) -> None:
    form = bench.bind(risks(properties={"max": "2"}), posted=two_rows(_add="risks"))
    assert (form.rows_changed, form.focus, len(rows(form).rows)) == (True, "", 2)


def test_only_buttons_change_rows(bench) -> None:
    assert not bench.bind(risks(), posted=two_rows()).rows_changed
    assert not bench.bind(risks()).rows_changed


def test_an_empty_list_stays_empty_until_a_row_is_added(bench) -> None:
    assert rows(bench.bind(risks(), posted={"_rows": "risks"})).rows == ()
    assert len(rows(bench.bind(risks(), posted={"_rows": "risks", "_add": "risks"})).rows) == 1


def test_a_row_of_unticked_boxes_is_known_by_its_marker(bench) -> None:
    box = {"type": "checkbox", "id": "b", "key": "b", "label": "Box"}
    form = bench.bind(
        risks(box), posted={"_rows": "risks", "risks-0-_row": "", "risks-1-_row": "", "risks-1-b": "true"}
    )
    assert [field.typed for field in form.fields()] == [False, True]


def test_a_draft_keeps_rows_as_typed(bench) -> None:
    listed = risks(NAME, ODDS, COST)
    posted = {"risks-0-name": "", "risks-0-odds": "fire", "risks-1-name": "Frost", "risks-1-cost-amount": "1,5 mio"}
    draft = json.loads(json.dumps(bench.bind(listed, language="da", posted=posted).typed()))
    again = bench.bind(listed, language="da", data=draft)
    assert again.typed() == draft
    assert [row["odds"] for row in draft["risks"]] == ["fire", ""]
    assert draft["risks"][1]["cost"]["amount"] == "1,5 mio"
    assert len(rows(again).rows) == 2


def test_a_draft_typed_in_one_language_is_the_same_in_another(bench) -> None:
    sums = {**ODDS, "validate": {}}
    draft = bench.bind(risks(sums), language="da", posted={"risks-0-odds": "1.234,5"}).typed()
    assert bench.bind(risks(sums), language="en", data=draft).answers() == {"risks": [{"odds": Decimal("1234.5")}]}


def test_a_draft_without_rows_stays_without(bench) -> None:
    draft = bench.bind(risks(), posted={"risks-0-name": "x", "_remove": "risks-0"}).typed()
    assert rows(bench.bind(risks(), data=draft)).rows == ()


def test_answers_given_before_come_back(bench) -> None:
    answers = {"risks": [{"name": "Flood", "odds": Decimal(4)}]}
    form = bench.bind(risks(), data=answers)
    assert form.validate()
    assert form.answers() == answers


@pytest.fixture
def likely(bench):
    bench.formulas["odds < limit"] = lambda scope: (scope["odds"] or 0) < (scope["limit"] or 0)

    def bind(posted=None, **more):
        return bench.bind(LIMIT, risks(NAME, ODDS, WHY), posted=posted, **more)

    return bind


def test_each_row_hides_by_its_own_answers_and_those_around_it(likely) -> None:
    form = likely(two_rows(limit="3", **{"risks-0-why": "Rain", "risks-1-why": "left over"}))
    assert form.validate()
    assert "risks-0-why" in form
    assert "risks-1-why" not in form
    assert form.answers()["risks"] == [
        {"name": "Flood", "odds": Decimal(4), "why": "Rain"},
        {"name": "Frost", "odds": Decimal(2)},
    ]
    assert "why" not in form.typed()["risks"][1]


def test_a_row_sees_its_own_answer_before_one_of_the_same_name_around_it(bench) -> None:
    bench.formulas["name = null"] = lambda scope: scope["name"] is None
    outer = {"type": "textfield", "id": "outer", "key": "name", "label": "Name"}
    inner = {**WHY, "conditional": {"hide": "=name = null"}}
    form = bench.bind(outer, risks(NAME, inner), posted={"name": "Case", "risks-0-name": "", "risks-0-why": "x"})
    assert "risks-0-why" not in form


def test_a_hidden_list_is_gone(bench) -> None:
    bench.formulas["true"] = lambda scope: True
    form = bench.bind(at_least(1, conditional={"hide": "=true"}), posted=two_rows(_remove="risks-0"))
    assert form.validate()
    assert (form.parts(), form.answers(), form.typed(), form.focus) == ((), {}, {"_language": "en"}, "")


def test_a_row_in_which_everything_is_hidden_is_gone(bench) -> None:
    bench.formulas["odds < limit"] = lambda scope: scope["item"] == "air"
    listed = risks({**NAME, "conditional": {"hide": "=odds < limit"}}, properties={"prefill": "=items"})
    bench.formulas["items"] = lambda scope: ["air", "soil"]
    form = bench.bind(listed)
    assert [row.id for row in rows(form).rows] == ["risks-1"]
    assert form.typed()["risks"] == [{"_row": "1", "name": ""}]


def test_a_list_that_appears_begins_as_if_it_had_always_been_there(bench) -> None:
    bench.formulas["hours = null"] = lambda scope: scope["hours"] is None
    hours = {"type": "number", "id": "hours", "key": "hours", "label": "Hours"}
    listed = risks(COST, conditional={"hide": "=hours = null"})
    form = bench.bind(hours, listed, posted={"hours": "3"})
    assert [field.typed for field in form.fields()] == ["3", "", "DKK"]


def test_expressions_around_see_the_rows_filled_in(bench) -> None:
    bench.formulas["worst"] = lambda scope: max((row["odds"] for row in scope.get("risks", [])), default=None)
    worst = {"type": "expression", "id": "worst", "key": "worst", "label": "Worst", "expression": "=worst"}
    form = bench.bind(risks(), worst, posted=two_rows(**{"risks-2-name": "", "risks-2-odds": ""}))
    assert form.answers()["worst"] == Decimal(4)


def test_rows_may_hold_computed_values(bench) -> None:
    bench.formulas["odds * 2"] = lambda scope: scope["odds"] * 2 if scope.get("odds") else None
    score = {"type": "expression", "id": "score", "key": "score", "label": "Score", "expression": "=odds * 2"}
    form = bench.bind(risks(NAME, ODDS, score), posted=two_rows())
    assert [row["score"] for row in form.answers()["risks"]] == [Decimal(8), Decimal(4)]
    assert {field.id: field.shown for field in form.fields()}["risks-0-score"] == "8"


def test_a_rule_of_the_form_can_be_told_at_the_list(bench) -> None:
    bench.formulas["both"] = lambda scope: len(scope["risks"]) > 2
    rules = {"rule:both": "=both", "rule:both:message": "Name three.", "rule:both:field": "risks"}
    form = bench.bind(risks(), properties=rules, posted=two_rows())
    assert not form.validate()
    assert form.problems() == [("risks", "Risks", "Name three.")]
    assert not form.validate()
    assert len(form.problems()) == 1


def test_a_group_in_a_row_has_an_id_for_each_row(bench) -> None:
    group = {"type": "group", "id": "more", "label": "More", "components": [ODDS]}
    form = bench.bind(risks(NAME, group), posted=two_rows())
    assert [row.parts[1].id for row in rows(form).rows] == ["risks-0-more", "risks-1-more"]
    assert form.answers()["risks"][0] == {"name": "Flood", "odds": Decimal(4)}


def test_a_list_in_a_group_with_a_path_is_named_after_both(bench) -> None:
    group = {"type": "group", "id": "g", "path": "g", "components": [at_least(1)]}
    form = bench.bind(group, posted={"g-risks-0-name": "Flood", "_add": "g-risks"})
    assert form.focus == "g-risks-1"
    assert form.answers() == {"g": {"risks": [{"name": "Flood", "odds": None}]}}
    assert bench.bind(group, data=form.answers()).answers() == form.answers()
    empty = bench.bind(group, posted={"_rows": "g-risks"})
    assert not empty.validate()
    assert empty.problems() == [("g-risks", "Risks", "Fill in at least 1 row.")]


def test_every_kind_of_question_can_stand_in_a_row(bench) -> None:
    day = {"type": "datetime", "subtype": "date", "id": "d", "key": "day", "dateLabel": "Day"}
    goals = {"type": "checklist", "id": "g", "key": "goals", "label": "Goals", "values": ["6", "7", "13"]}
    owner = {"type": "select", "id": "o", "key": "owner", "label": "Owner", "valuesExpression": "=people()"}
    bench.formulas["people()"] = lambda scope: [{"value": "17", "label": "Karen"}]
    form = bench.bind(risks(day, goals, owner), posted=[
        ("risks-0-day", "25/03/2027"), ("risks-0-goals", "6"), ("risks-0-goals", "13"), ("risks-0-owner", "17"),
    ])  # fmt: skip
    assert form.validate()
    assert form.answers() == {"risks": [{"day": date(2027, 3, 25), "goals": ["6", "13"], "owner": "17"}]}
    (chosen,) = [field for field in form.fields() if field.kind is drawing.Kind.CHECKLIST]
    assert [option.id for option in chosen.options] == ["risks-0-goals", "risks-0-goals-1", "risks-0-goals-2"]
