"""Every type of component: posted, read, refused, shown."""

from datetime import date
from decimal import Decimal

import pytest

import forms
from forms import drawing

TITLE = {
    "type": "textfield",
    "id": "title",
    "key": "title",
    "label": "Title",
    "properties": {"label:da": "Titel", "label:sv": "Rubrik"},
}
STORY = {
    "type": "textarea",
    "id": "story",
    "key": "story",
    "label": "Story",
    "validate": {"minLength": 5, "maxLength": 10},
}
HOURS = {
    "type": "number",
    "id": "hours",
    "key": "hours",
    "label": "Hours",
    "decimalDigits": 1,
    "validate": {"min": 0, "max": 2000},
}
NEEDED = {"type": "datetime", "subtype": "date", "id": "needed", "key": "needed", "dateLabel": "Needed by"}
AGREE = {"type": "checkbox", "id": "agree", "key": "agree", "label": "I agree", "validate": {"required": True}}
LEVEL = {
    "type": "radio", "id": "level", "key": "level", "label": "Level",
    "values": [{"value": "0", "label": "None"}, {"value": "1", "label": "Low"}],
    "properties": {
        "store": "number", "value:0:da": "Ingen", "value:1:da": "Lav", "value:0:sv": "Ingen", "value:1:sv": "Låg",
    },
}  # fmt: skip
PUBLIC = {
    "type": "radio", "id": "public", "key": "public", "label": "Public", "defaultValue": "yes",
    "values": [{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}],
    "properties": {"store": "boolean", "value:yes:da": "Ja", "value:no:da": "Nej"},
}  # fmt: skip
OWNER = {"type": "select", "id": "owner", "key": "owner", "label": "Owner", "valuesExpression": '=people("pm")'}
GOALS = {
    "type": "taglist", "id": "goals", "key": "goals", "label": "Goals", "validate": {"required": True},
    "values": [
        {"value": "6", "label": "Water"}, {"value": "7", "label": "Energy"}, {"value": "13", "label": "Climate"},
    ],
    "properties": {"min": "1", "max": "2"},
}  # fmt: skip
PLACES = {**GOALS, "type": "checklist", "id": "places", "key": "places"}
COST = {
    "type": "group", "id": "cost", "path": "cost", "label": "Cost",
    "properties": {"store": "money", "label:da": "Beløb"},
    "components": [
        {"type": "number", "id": "cost_amount", "key": "amount", "label": "Amount"},
        {"type": "select", "id": "cost_currency", "key": "currency", "label": "Currency", "values": ["DKK", "SEK"]},
    ],
}  # fmt: skip


def test_words_are_kept_without_the_blanks_around_them(bench) -> None:
    form = bench.bind(TITLE, posted={"title": "  Flooded roads "})
    assert form.validate()
    assert form.answers() == {"title": "Flooded roads"}


def test_an_optional_question_left_open_is_null(bench) -> None:
    form = bench.bind(TITLE, HOURS, NEEDED, LEVEL, posted={})
    assert form.validate()
    assert form.answers() == {"title": None, "hours": None, "needed": None, "level": None}


@pytest.mark.parametrize(
    ("typed", "good"), [("four", False), ("five!", True), ("0123456789", True), ("0123456789a", False)]
)
def test_length_has_two_ends(bench, typed: str, good: bool) -> None:
    assert bench.bind(STORY, posted={"story": typed}).validate() is good


@pytest.mark.parametrize(
    ("language", "typed", "sentence"),
    [
        ("da", 1234, "Du har skrevet 1.234 tegn; der er plads til 1.000."),
        ("sv", 1234, "Du har skrivit 1\u00a0234 tecken; det finns plats för 1\u00a0000."),
        ("en", 1234, "You have written 1,234 characters; there is room for 1,000."),
        ("da", 4, "Du har skrevet 4 tegn; skriv mindst 200."),
        ("sv", 1, "Du har skrivit 1 tecken; skriv minst 200."),
        ("en", 1, "You have written 1 character; write at least 200."),
        ("en", 4, "You have written 4 characters; write at least 200."),
    ],
)
def test_how_much_was_typed_is_told_in_numbers_of_the_language(bench, language: str, typed: int, sentence: str) -> None:
    story = {**STORY, "validate": {"minLength": 200, "maxLength": 1000}}
    form = bench.bind(story, language=language, posted={"story": "x" * typed})
    assert not form.validate()
    assert form.problems() == [("story", "Story", sentence)]


def test_a_text_without_a_limit_of_its_own_has_one_all_the_same(bench) -> None:
    story = {**STORY, "validate": {}}
    assert bench.bind(story, posted={"story": "x" * 20_000}).validate()
    form = bench.bind(story, language="da", posted={"story": "x" * 20_001})
    assert not form.validate()
    assert form.problems()[0][2] == "Du har skrevet 20.001 tegn; der er plads til 20.000."


def test_a_line_break_counts_as_one_character(bench) -> None:
    form = bench.bind(STORY, posted={"story": "0123\r\n5678\r\n"})
    assert form.validate()
    assert form.answers() == {"story": "0123\n5678"}


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [("email", "karen@bolgelev.example.org", "karen at home"), ("phone", "+45 12 34 56 78", "12 34 56 78")],
)
def test_an_address_must_be_one(bench, kind: str, good: str, bad: str) -> None:
    contact = {"type": "textfield", "id": "c", "key": "c", "label": "Contact", "validate": {"validationType": kind}}
    assert bench.bind(contact, posted={"c": good}).validate()
    assert not bench.bind(contact, posted={"c": bad}).validate()


def test_a_pattern_can_say_in_words_what_it_wants(bench) -> None:
    bench.formulas["matches(text, pattern)"] = lambda scope: len(str(scope["text"])) == 8
    number = {
        "type": "textfield", "id": "cvr", "key": "cvr", "label": "CVR", "validate": {"pattern": "^[0-9]{8}$"},
        "properties": {"pattern:message": "Eight digits.", "pattern:message:da": "Otte cifre."},
    }  # fmt: skip
    form = bench.bind(number, language="da", posted={"cvr": "12"})
    assert not form.validate()
    assert form.problems() == [("cvr", "CVR", "Otte cifre.")]
    assert bench.bind(number, posted={"cvr": "00000011"}).validate()


@pytest.mark.parametrize(("language", "typed"), [("da", "1.234,5"), ("sv", "1 234,5"), ("en", "1,234.5")])
def test_a_number_is_the_same_in_three_languages(bench, language: str, typed: str) -> None:
    form = bench.bind(HOURS, language=language, posted={"hours": typed})
    assert form.validate()
    assert form.answers() == {"hours": Decimal("1234.5")}
    again = bench.bind(HOURS, language=language, data=form.answers())
    assert again.validate()
    assert again.answers() == form.answers()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2001", "Tallet skal ligge mellem 0 og 2.000."),
        ("-1", "Tallet skal ligge mellem 0 og 2.000."),
        ("1,25", "Skriv højst 1 decimal."),
        ("mange", "Skriv et tal, for eksempel 1.234,5."),
    ],
)
def test_a_bad_number_is_explained_in_the_readers_numbers(bench, typed: str, sentence: str) -> None:
    form = bench.bind(HOURS, language="da", posted={"hours": typed})
    assert not form.validate()
    assert form.problems() == [("hours", "Hours", sentence)]
    assert form.answers() == {"hours": Decimal(typed.replace(",", "."))} if typed != "mange" else {"hours": None}


def test_an_ambiguous_number_is_refused_with_both_readings(bench) -> None:
    form = bench.bind(HOURS, language="sv", posted={"hours": "1.234"})
    assert not form.validate()
    assert form.problems()[0][2] == "1.234 kan läsas på två sätt: skriv 1234 eller 1,234."


def test_whole_numbers_only_where_no_decimals_are_asked(bench) -> None:
    count = {"type": "number", "id": "n", "key": "n", "label": "N", "decimalDigits": 0}
    assert not bench.bind(count, posted={"n": "1.5"}).validate()
    assert bench.bind(count, posted={"n": "1.0"}).validate()


@pytest.mark.parametrize(("language", "typed"), [("da", "25-03-2027"), ("sv", "2027-03-25"), ("en", "25/03/2027")])
def test_a_date_is_the_same_in_three_languages(bench, language: str, typed: str) -> None:
    form = bench.bind(NEEDED, language=language, posted={"needed": typed})
    assert form.validate()
    assert form.answers() == {"needed": date(2027, 3, 25)}
    (field,) = bench.bind(NEEDED, language=language, data=form.answers()).fields()
    assert (field.typed, field.label) == (typed, "Needed by")


def test_a_bad_date_is_explained_and_kept_as_typed(bench) -> None:
    form = bench.bind(NEEDED, language="da", posted={"needed": "i marts"})
    assert not form.validate()
    assert form.problems() == [("needed", "Needed by", "Skriv en dato som dd-mm-åååå, for eksempel 25-03-2027.")]
    (field,) = form.fields()
    assert (field.typed, field.format_hint, field.errors) == ("i marts", "dd-mm-åååå", (form.problems()[0][2],))


@pytest.mark.parametrize(
    ("language", "typed", "sentence"),
    [
        ("da", "31.2.2027", "31. februar findes ikke. Skriv en anden dato."),
        ("sv", "2027-02-31", "31 februari finns inte. Skriv ett annat datum."),
        ("en", "31/2 2027", "31 February does not exist. Write another date."),
        ("da", "29/2-27", "29. februar findes ikke i 2027. Skriv en anden dato."),
        ("sv", "2027-02-29", "29 februari finns inte 2027. Skriv ett annat datum."),
        ("en", "29/02/2027", "29 February does not exist in 2027. Write another date."),
        ("en", "31/12/9999", "Write a date in a year from 1900 to 2199."),
        ("da", "31-12-1899", "Skriv en dato i et år fra 1900 til 2199."),
        ("sv", "2200-01-01", "Skriv ett datum i ett år från 1900 till 2199."),
        ("sv", "27-12-01", "Skriv årtalet med fyra siffror, till exempel 2027-03-25."),
    ],
)
def test_a_date_that_cannot_be_meant_is_told_apart(bench, language: str, typed: str, sentence: str) -> None:
    form = bench.bind(NEEDED, language=language, posted={"needed": typed})
    assert not form.validate()
    assert form.problems() == [("needed", "Needed by", sentence)]


def test_a_draft_shows_a_short_date_in_full_unless_it_is_unclear(bench) -> None:
    def shown(language: str, typed: str) -> object:
        draft = bench.bind(NEEDED, language=language, posted={"needed": typed}).typed()
        (field,) = bench.bind(NEEDED, language=language, data=draft).fields()
        return field.typed

    assert shown("da", "1/12-27") == "01-12-2027"
    assert shown("sv", "27-12-01") == "27-12-01"


def test_a_required_box_must_be_ticked(bench) -> None:
    assert not bench.bind(AGREE, posted={}).validate()
    form = bench.bind(AGREE, posted={"agree": "y"})
    assert form.validate()
    assert form.answers() == {"agree": True}
    assert bench.bind({**AGREE, "validate": {}}, posted={}).answers() == {"agree": False}


def test_a_choice_can_be_stored_as_a_number(bench) -> None:
    form = bench.bind(LEVEL, language="sv", posted={"level": "1"})
    assert form.validate()
    assert form.answers() == {"level": Decimal(1)}
    (field,) = bench.bind(LEVEL, language="sv", data=form.answers()).fields()
    assert [(option.label, option.selected, option.id) for option in field.options] == [
        ("Ingen", False, "level"),
        ("Låg", True, "level-1"),
    ]


def test_yes_and_no_are_stored_as_true_and_false(bench) -> None:
    assert bench.bind(PUBLIC, posted={"public": "no"}).answers() == {"public": False}
    (field,) = bench.bind(PUBLIC, data={"public": False}).fields()
    assert [option.selected for option in field.options] == [False, True]
    (field,) = bench.bind(PUBLIC).fields()
    assert [option.selected for option in field.options] == [True, False]


def test_an_answer_that_was_not_offered_is_refused(bench) -> None:
    bench.formulas['people("pm")'] = lambda scope: [{"value": "17", "label": "Mads Toft Riis"}]
    form = bench.bind(OWNER, PLACES, language="da", posted={"owner": "99", "places": ["6", "5"]})
    assert not form.validate()
    assert form.problems() == [
        ("owner", "Owner", "Vælg et af svarene på listen."),
        ("places", "Goals", "Vælg et af svarene på listen."),
    ]


def test_people_are_chosen_from_the_directory(bench) -> None:
    bench.formulas['people("pm")'] = lambda scope: [{"value": Decimal(17), "label": "Mads Toft Riis"}]
    form = bench.bind(OWNER, posted={"owner": "17"})
    assert form.validate()
    assert form.answers() == {"owner": "17"}
    assert [option.label for option in next(form.fields()).options] == ["Mads Toft Riis"]


def test_options_may_come_from_the_context(bench) -> None:
    partners = {"type": "checklist", "id": "p", "key": "p", "label": "Partners", "valuesKey": "partners"}
    form = bench.bind(partners, context={"partners": ["bolgelev", "drabe"]}, posted={"p": "drabe"})
    assert form.validate()
    assert form.answers() == {"p": ["drabe"]}


@pytest.mark.parametrize("question", [GOALS, PLACES])
@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [([], "Välj minst ett svar."), (["6", "7", "13"], "Välj högst 2 svar."), (["6", "13"], None)],
)
def test_how_many_may_be_chosen(bench, question, chosen: list[str], sentence: str | None) -> None:
    key = question["key"]
    form = bench.bind(question, language="sv", posted={key: chosen})
    assert form.validate() is (sentence is None)
    assert [message for _, _, message in form.problems()] == ([sentence] if sentence else [])
    assert form.answers() == {key: chosen}


def test_money_is_amount_and_currency_together(bench) -> None:
    form = bench.bind(COST, language="da", posted={"cost-amount": "1.500,50", "cost-currency": "DKK"})
    assert form.validate()
    assert form.answers() == {"cost": {"amount": Decimal("1500.50"), "currency": "DKK"}}
    assert bench.bind(COST, posted={}).answers() == {"cost": None}


@pytest.mark.parametrize(
    ("posted", "problem"),
    [
        ({"cost-amount": "5"}, ("cost-currency", "Currency", "Vælg også valutaen.")),
        ({"cost-currency": "SEK"}, ("cost-amount", "Amount", "Skriv også beløbet.")),
    ],
)
def test_half_of_an_amount_is_refused(bench, posted: dict[str, str], problem: tuple[str, str, str]) -> None:
    form = bench.bind(COST, language="da", posted=posted)
    assert not form.validate()
    assert form.problems() == [problem]


def test_a_group_with_a_path_nests_its_answers_and_one_without_does_not(bench) -> None:
    inner = [{"type": "textfield", "id": "name", "key": "name", "label": "Name"}]
    nested = {"type": "group", "id": "g", "path": "contact", "label": "Contact", "components": inner}
    plain = {"type": "group", "id": "h", "label": "Contact", "components": inner}
    assert bench.bind(nested, posted={"contact-name": "Eva"}).answers() == {"contact": {"name": "Eva"}}
    form = bench.bind(plain, posted={"name": "Eva"})
    assert form.answers() == {"name": "Eva"}
    (group,) = form.parts()
    assert isinstance(group, drawing.Group)
    assert (group.legend, [part.name for part in group.parts]) == ("Contact", ["name"])


def test_prose_is_rendered_and_cleaned_in_the_readers_language(bench) -> None:
    text = {
        "type": "text",
        "id": "t",
        "text": "# Read *this*",
        "properties": {"text:da": "Læs <script>x</script> **dette**"},
    }
    html = {
        "type": "html",
        "id": "h",
        "content": '<p onclick="x()">Hi</p><script>x</script><img src=x>',
        "properties": {},
    }
    line, gap = {"type": "separator", "id": "s"}, {"type": "spacer", "id": "x"}
    english = [part.html for part in bench.bind(text, html, line, gap).parts()]
    assert english == ["<h2>Read <em>this</em></h2>\n", "<p>Hi</p>", "<hr>"]
    (danish,) = bench.bind(text, language="da").parts()
    assert "<script" not in danish.html
    assert "<strong>dette</strong>" in danish.html
    assert danish.lang is None


def test_a_text_in_another_language_says_so(bench) -> None:
    form = bench.bind(NEEDED, {"type": "text", "id": "t", "text": "Only English"}, language="sv")
    field, prose = form.parts()
    assert (field.lang, prose.lang) == ("en", "en")
    assert next(bench.bind(TITLE, language="sv").fields()).lang is None


def test_fallbacks_are_tried_in_order(bench) -> None:
    danish_only = {"type": "textfield", "id": "t", "key": "t", "label": "Title", "properties": {"label:da": "Titel"}}
    form = bench.bind(danish_only, language="sv", fallbacks=("da", "en"))
    field = next(form.fields())
    assert (field.label, field.lang) == ("Titel", "da")


def test_an_expression_is_computed_shown_and_stored_and_never_posted(bench) -> None:
    total = {"type": "expression", "id": "total", "key": "total", "label": "Total", "expression": "=hours * rate"}
    bench.formulas["hours * rate"] = lambda scope: (
        None if scope.get("hours") is None else scope["hours"] * scope["rate"]
    )
    form = bench.bind(
        HOURS, total, language="da", context={"rate": Decimal(100)}, posted={"hours": "12,5", "total": "9"}
    )
    assert form.validate()
    assert form.answers() == {"hours": Decimal("12.5"), "total": Decimal("1250")}
    assert [(field.kind, field.shown) for field in form.fields()][1] == (forms.Kind.COMPUTED, "1.250")


def test_an_expression_may_build_on_another(bench) -> None:
    double = {"type": "expression", "id": "b", "key": "b", "label": "B", "expression": "=a * 2"}
    single = {"type": "expression", "id": "a", "key": "a", "label": "A", "expression": "=n"}
    bench.formulas |= {"a * 2": lambda scope: scope["a"] * 2 if scope.get("a") else None, "n": lambda scope: scope["n"]}
    assert bench.bind(double, single, context={"n": Decimal(4)}).answers() == {"b": Decimal(8), "a": Decimal(4)}


def test_a_readonly_question_is_prefilled_and_never_taken_from_the_browser(bench) -> None:
    question = {**STORY, "readonly": True, "validate": {"required": True}, "properties": {"prefill": "=question"}}
    bench.formulas["question"] = lambda scope: scope["question"]
    form = bench.bind(question, context={"question": "Who pays?"}, posted={"story": "Something else"})
    assert form.validate()
    assert form.answers() == {"story": "Who pays?"}
    assert form.typed() == {"_language": "en"}
    (field,) = form.fields()
    assert (field.readonly, field.optional, field.typed) == (True, False, "Who pays?")


def test_a_prefilled_question_can_be_changed(bench) -> None:
    title = {**TITLE, "properties": {"prefill": "=name"}}
    bench.formulas["name"] = lambda scope: scope["name"]
    assert bench.bind(title, context={"name": "Old"}).answers() == {"title": "Old"}
    assert bench.bind(title, context={"name": "Old"}, data={"title": "Draft"}).answers() == {"title": "Draft"}
    assert bench.bind(title, context={"name": "Old"}, posted={"title": "New"}).answers() == {"title": "New"}


def test_the_page_is_told_what_to_hint_at(bench) -> None:
    story, hours, title = bench.bind(
        STORY, HOURS, {**TITLE, "validate": {"required": True}, "properties": {"autocomplete": "organization"}}
    ).fields()
    assert (story.limits.min_length, story.limits.max_length, story.rows, story.optional) == (5, 10, 3, True)
    assert (hours.limits.minimum, hours.limits.maximum, hours.input_mode, hours.width) == (
        "0",
        "2,000",
        "decimal",
        "short",
    )
    assert (title.required, title.optional, title.autocomplete) == (True, False, "organization")


def test_a_unit_stands_beside_the_number(bench) -> None:
    share = {**HOURS, "appearance": {"suffixAdorner": "hours"}, "properties": {"suffixAdorner:da": "timer"}}
    (field,) = bench.bind(share, language="da").fields()
    assert field.suffix == "timer"
    assert bench.describe(share, answers={"hours": Decimal("7.5")}, language="da")[0].text == "7,5 timer"


def test_keys_may_be_called_like_parts_of_a_form(bench) -> None:
    names = ["data", "errors", "validate", "process", "meta", "answers", "typed"]
    form = bench.bind(
        *({"type": "textfield", "id": name, "key": name, "label": name} for name in names),
        posted={name: name for name in names},
    )
    assert form.validate()
    assert form.answers() == {name: name for name in names}


def test_wtforms_can_draw_every_field(bench) -> None:
    bench.formulas['people("pm")'] = lambda scope: []
    form = bench.bind(TITLE, STORY, HOURS, NEEDED, AGREE, LEVEL, OWNER, GOALS, PLACES, COST)
    assert all(f'name="{field.name}"' in str(field()) for field in form if field.name not in ("level", "places"))


def test_answers_are_described_in_the_readers_language(bench) -> None:
    bench.formulas['people("pm")'] = lambda scope: [{"value": "17", "label": "Mads Toft Riis"}]
    answers = {
        "title": "Roads", "hours": Decimal("1234.5"), "needed": date(2027, 3, 25), "agree": True, "level": Decimal(1),
        "public": False, "owner": "17", "goals": ["6", "13"], "cost": {"amount": Decimal(2000), "currency": "SEK"},
    }  # fmt: skip
    shown = (TITLE, STORY, HOURS, NEEDED, AGREE, LEVEL, PUBLIC, OWNER, GOALS, COST)
    lines = bench.describe(*shown, answers=answers, language="da")
    assert [(line.id, line.text) for line in lines] == [
        ("title", "Roads"),
        ("hours", "1.234,5"),
        ("needed", "25. marts 2027"),
        ("agree", "Ja"),
        ("level", "Lav"),
        ("public", "Nej"),
        ("owner", "Mads Toft Riis"),
        ("goals", "Water, Climate"),
        ("cost", "2.000 SEK"),
    ]
    assert lines[7].values == ("Water", "Climate")
    assert lines[-1].kind is forms.Kind.MONEY


def test_an_answer_that_is_no_option_any_more_stands_for_itself(bench) -> None:
    assert bench.describe(LEVEL, answers={"level": Decimal(9)}, language="da")[0].text == "9"
