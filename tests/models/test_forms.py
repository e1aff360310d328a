"""Every shipped form: sound, complete in three languages, and answered with the real expression language."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

import pytest
from werkzeug.datastructures import MultiDict

import forms
import translations
from engine import feel
from forms import drawing

LANGUAGES = ("da", "sv", "en")
SENSITIVE = {
    "en": "Do not write health data or other sensitive personal data",
    "da": "Skriv ikke helbredsoplysninger eller andre følsomme personoplysninger",
    "sv": "Skriv inte hälsouppgifter eller andra känsliga personuppgifter",
}
PEOPLE = {"1": "DK", "2": "SE", "3": "DK", "4": "SE", "5": "DK"}
ORGANISATIONS = {"1": "bolgelev", "2": "strandkoping", "3": "bolgelev", "4": "tallakra", "5": "bolgelev"}
FUNCTIONS = {
    "people": lambda *roles: [{"value": key, "label": f"Person {key}"} for key in PEOPLE],
    "organisations": lambda *kinds: [{"value": "bolgelev", "label": "Bølgelev Kommune"}],
    "cases": lambda: [{"value": "360-2027-0001", "label": "Oversvømmede veje"}],
    "country_of": lambda person: PEOPLE.get(person),
    "organisation_of": lambda person: ORGANISATIONS.get(person),
    "checklist": lambda key: [{"value": f"{key}.{number}", "label": f"{key}.{number} …"} for number in (1, 2)],
    "open_conditions": lambda: [],
    "workdays": lambda count, calendar=None: date(2027, 5, 3) + timedelta(days=int(count)),
}
WORDS = "Vejen står under vand tre gange om året, og bussen kan ikke komme frem. " * 4


def evaluate(expression: str, scope: Mapping[str, object], *, first: int | None = None) -> object:
    return feel.evaluate(
        feel.parse(expression, scope, first=first), scope, feel.Surroundings(functions=FUNCTIONS)
    ).value


def reading(language: str) -> dict[str, object]:
    catalogue = forms.messages(language, translations.DIRECTORY)
    return {"evaluate": evaluate, "language": language, "translations": catalogue}


def bind(form_id: str, language: str = "da", posted=None, **more: object) -> forms.TaskForm:
    sent = None if posted is None else MultiDict(posted)
    return forms.bind(forms.definitions.read(form_id), posted=sent, **reading(language), **more)


def components(document: Mapping[str, object]) -> Iterator[dict[str, object]]:
    for component in document.get("components", []):
        yield component
        yield from components(component)


def _first_words(part: drawing.Part) -> list[drawing.Text]:
    """The words that stand over a part of a form."""
    match part:
        case drawing.Listing(line=line):
            return [line.label]
        case drawing.Rows(legend=legend, hint=hint, rows=rows):
            return [legend, hint, *(row.legend for row in rows)]
        case drawing.Field(label=label):
            return [label]
    return []


def test_the_forms_of_the_first_two_phases_are_shipped() -> None:
    assert set(forms.definitions.names()) >= {
        "t_need", "t_duplicates", "t_screen", "t_clarify", "t_support", "t_refer", "t_reuse_question", "t_team",
        "t_users", "t_journey", "t_data_inv", "t_data_mat", "t_baseline", "t_sota", "t_problem",
    }  # fmt: skip


def test_a_form_that_is_not_shipped_is_not_found() -> None:
    with pytest.raises(LookupError):
        forms.definitions.read("../definitions/t_need")


@pytest.mark.parametrize("form_id", forms.definitions.names())
def test_a_shipped_form_has_no_problems(form_id: str) -> None:
    assert forms.check(forms.definitions.read(form_id), parse=feel.parse) == []


@pytest.mark.parametrize("form_id", forms.definitions.names())
def test_a_shipped_form_has_the_name_of_its_file_and_asks_something(form_id: str) -> None:
    document = forms.definitions.read(form_id)
    assert document["id"] == form_id
    assert any(component.get("validate", {}).get("required") for component in components(document))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form_id", forms.definitions.names())
def test_everything_a_reader_sees_is_in_the_readers_language(form_id: str, language: str) -> None:
    form = bind(form_id, language)
    for part in form.parts():
        assert all(words.lang is None for words in _first_words(part))
    for field in form.fields():
        assert field.hint.lang is None
        assert all(option.label.lang is None for option in field.options)


@pytest.mark.parametrize("form_id", forms.definitions.names())
def test_labels_of_two_languages_differ_in_the_form_as_a_whole(form_id: str) -> None:
    labels = [tuple(field.label for field in bind(form_id, language).fields()) for language in LANGUAGES]
    assert len(set(labels)) == 3


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form_id", forms.definitions.names())
def test_free_text_warns_against_sensitive_data(form_id: str, language: str) -> None:
    for field in bind(form_id, language).fields():
        if field.kind is drawing.Kind.TEXTAREA:
            assert SENSITIVE[language] in field.hint


@pytest.mark.parametrize("language", ["da", "sv"])
@pytest.mark.parametrize("form_id", forms.definitions.names())
def test_an_empty_form_is_refused_without_a_word_of_english(form_id: str, language: str) -> None:
    form = bind(form_id, language, posted={})
    english = bind(form_id, "en", posted={})
    assert not form.validate()
    assert not english.validate()
    assert len(form.problems()) == len(english.problems()) > 0
    for (_, label, message), (_, _, in_english) in zip(form.problems(), english.problems(), strict=True):
        assert label
        assert message != in_english


NEED = {
    "title": "Oversvømmede veje", "org": "bolgelev", "problem": WORDS, "who": "Skolebørn", "goal": "Tør vej",
    "theme": "climate_water", "sdg": ["6", "11", "13"], "owner": "1", "mgmt_support": "yes", "personal": "unsure",
    "public": "no",
}  # fmt: skip


@pytest.mark.parametrize(("language", "deadline"), [("da", "01-12-2027"), ("sv", "2027-12-01"), ("en", "01/12/2027")])
def test_a_need_is_described_in_three_languages_with_one_result(language: str, deadline: str) -> None:
    form = bind("t_need", language, posted={**NEED, "deadline": deadline})
    assert form.validate(), form.problems()
    answers = form.answers()
    assert answers["deadline"] == date(2027, 12, 1)
    assert (answers["mgmt_support"], answers["public"], answers["personal"]) == (True, False, "unsure")
    assert answers["sdg"] == ["6", "11", "13"]
    assert answers["ops_owner_cand"] is None
    again = bind("t_need", language, data=answers)
    assert again.validate()
    assert again.answers() == answers


def test_a_need_is_shown_to_a_swede() -> None:
    answers = bind("t_need", posted={**NEED, "deadline": "01-12-2027"}).answers()
    lines = {line.id: line for line in forms.describe(forms.definitions.read("t_need"), answers, **reading("sv"))}
    assert (lines["theme"].label, lines["theme"].text) == ("Tema", "Klimat och vatten")
    assert (lines["deadline"].label, lines["deadline"].text) == ("Behövs senast", "1 december 2027")
    assert lines["sdg"].values[0] == "6. Rent vatten och sanitet för alla"
    assert (lines["org"].text, lines["public"].text) == ("Bølgelev Kommune", "Nej")


def test_the_goals_of_the_project_come_first_and_all_seventeen_are_there() -> None:
    (goals,) = (field for field in bind("t_need").fields() if field.name == "sdg")
    order = [int(option.value) for option in goals.options]
    assert order[:5] == [6, 7, 9, 11, 13]
    assert sorted(order) == list(range(1, 18))
    assert all(option.label.startswith(f"{option.value}. ") for option in goals.options)


def test_a_need_has_one_to_three_goals_and_a_problem_of_some_length() -> None:
    form = bind("t_need", posted={**NEED, "sdg": ["1", "2", "3", "4"], "problem": "Vand"})
    assert not form.validate()
    assert [name for name, _, _ in form.problems()] == ["problem", "sdg"]


SCREENING = {"climate": "3", "data": "0", "urgency": "2", "geo": "yes", "comment": "Det haster"}


def test_the_first_assessment_is_stored_as_numbers() -> None:
    form = bind("t_screen", posted=SCREENING)
    assert form.validate()
    expected = {"climate": Decimal(3), "data": Decimal(0), "urgency": Decimal(2), "geo": True, "comment": "Det haster"}
    assert expected.items() <= form.answers().items()


@pytest.mark.parametrize(
    ("language", "label"),
    [
        ("da", "Begrundelse til behovsejeren"),
        ("sv", "Motivering till behovsägaren"),
        ("en", "Reason to the need owner"),
    ],
)
def test_a_need_is_never_screened_without_a_reason_to_its_owner(language: str, label: str) -> None:
    form = bind("t_screen", language, posted={**SCREENING, "comment": " "})
    assert not form.validate()
    assert [(name, asked) for name, asked, _ in form.problems()] == [("comment", label)]


NEED_IN_WORDS = {"title": "Våde veje", "problem": "Vand", "goal": "Tør vej", "owner": "1"}


def shown(form_id: str, context: Mapping[str, object], language: str = "da") -> dict[str, str]:
    """What a form shows of the case before it asks anything: words by label, in order."""
    fields = bind(form_id, language, context=context).fields()
    return {str(field.label): field.shown for field in fields if field.kind is drawing.Kind.COMPUTED}


@pytest.mark.parametrize("form_id", ["t_clarify", "t_reuse_question"])
def test_an_owner_who_is_asked_about_a_need_reads_it_first(form_id: str) -> None:
    assert list(shown(form_id, NEED_IN_WORDS).items())[:3] == [
        ("Behovets titel", "Våde veje"), ("Problemet i dag", "Vand"), ("Ønsket effekt", "Tør vej"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "form_id",
    ["t_screen", "t_duplicates", "t_support", "t_refer", "t_team", "t_users", "t_journey", "t_data_inv", "t_data_mat",
     "t_baseline", "t_sota", "t_problem"],
)  # fmt: skip
def test_whoever_works_on_a_need_reads_it_and_whose_it_is_first(form_id: str) -> None:
    form = bind(form_id, context=NEED_IN_WORDS)
    assert [field.shown for field in form.fields()][:4] == ["Våde veje", "Vand", "Tør vej", "Person 1"]
    assert "need_owner" in form.answers()


def test_what_speaks_for_urgency_is_shown_where_it_is_scored() -> None:
    known = {"who": "Skolebørn", "climate_action": "Handling 7", "data_known": "Radar", "deadline": date(2027, 12, 1)}
    found = shown("t_screen", {**NEED_IN_WORDS, **known})
    assert found["Hvem er berørt"] == "Skolebørn"
    assert found["Tilknyttet klimahandling"] == "Handling 7"
    assert (found["Kendte datakilder"], found["Ønskes løst senest"]) == ("Radar", "1. december 2027")
    assert not {"Tilknyttet klimahandling", "Kendte datakilder", "Ønskes løst senest"} & set(
        shown("t_screen", NEED_IN_WORDS)
    )


@pytest.mark.parametrize(
    ("form_id", "context", "label"),
    [
        ("t_users", {"who": "X"}, "Vilka berörs"),
        ("t_journey", {"who": "X"}, "Vilka berörs"),
        ("t_data_inv", {"data_known": "X"}, "Kända datakällor"),
        ("t_baseline", {"screening": "X"}, "Varför behovet har godtagits"),
        ("t_sota", {"reuse": "X"}, "Vad undersökningen av återbruk visade"),
        ("t_sota", {"similar": ["X"]}, "Liknande ärenden"),
    ],
)
def test_the_team_reads_what_others_have_found_before(form_id: str, context: dict[str, object], label: str) -> None:
    assert shown(form_id, {**NEED_IN_WORDS, **context}, "sv")[label] == "X"


def test_whether_the_need_owner_confirms_is_asked_of_the_need_owner() -> None:
    (field,) = (field for field in bind("t_problem", "en").fields() if field.name == "owner_still")
    assert field.label == "Has the need owner confirmed the need?"
    assert field.hint.startswith("Show the need owner the problem as you have framed it before you complete this task")


def test_a_need_begins_with_the_organisation_of_the_case_and_whoever_opened_it() -> None:
    form = bind("t_need", context={"need_org": "bolgelev", "opened_by": "3"})
    chosen = {field.name: field.typed for field in form.fields() if field.typed}
    assert chosen == {"org": "bolgelev", "owner": "3"}
    changed = bind("t_need", context={"need_org": "bolgelev", "opened_by": "3"}, posted={**NEED, "owner": "1"})
    assert changed.validate()
    assert changed.answers()["owner"] == "1"


def test_whoever_opened_the_case_and_cannot_own_the_need_is_not_chosen() -> None:
    (owner,) = (field for field in bind("t_need", context={"opened_by": "99"}).fields() if field.name == "owner")
    assert not any(option.selected for option in owner.options)


def test_whether_a_need_is_shown_publicly_is_for_people_to_say() -> None:
    form = bind("t_need", posted={**NEED, "public": ""})
    assert not form.validate()
    assert [name for name, _, _ in form.problems()] == ["public"]
    (public,) = (field for field in bind("t_need").fields() if field.name == "public")
    assert not any(option.selected for option in public.options)


def test_a_referral_begins_with_the_reason_of_the_screening() -> None:
    (reason,) = (
        field for field in bind("t_refer", context={"screening": "For langt ude"}).fields() if field.name == "reason"
    )
    assert (reason.typed, reason.readonly) == ("For langt ude", False)


def test_support_asks_only_what_follows_from_the_answers() -> None:
    def asked(same_need: str) -> list[str]:
        fields = bind("t_support", posted={"same_need": same_need, "contact": "1"}).fields()
        return [field.name for field in fields if field.kind is not drawing.Kind.COMPUTED]

    assert asked("yes") == ["same_need", "take_part", "contact"]
    assert asked("partly") == ["same_need", "difference", "take_part", "contact"]
    assert asked("no") == ["same_need", "contact"]


def test_a_solution_that_does_not_fit_needs_reasons() -> None:
    posted = {"fits": "no", "contact_giver": "no"}
    form = bind("t_reuse_question", posted=posted, context={"solution": "Flood warning"})
    assert not form.validate()
    assert [name for name, _, _ in form.problems()] == ["reason"]
    assert form.answers()["solution"] == "Flood warning"


def test_the_question_to_the_need_owner_is_shown_and_cannot_be_changed() -> None:
    posted = {"question": "Noget andet", "answer": "Ja", "owner": "1", "mgmt_support": "yes"}
    form = bind("t_clarify", posted=posted, context={"question": "Hvem ejer vejen?"})
    assert form.validate(), form.problems()
    assert form.answers()["question"] == "Hvem ejer vejen?"


def test_maturity_is_stored_as_numbers_from_one_to_five() -> None:
    scales = ("strategy", "governance", "skills", "architecture", "sharing", "security")
    form = bind("t_data_mat", posted=dict.fromkeys(scales, "5"))
    assert form.validate()
    assert {form.answers()[scale] for scale in scales} == {Decimal(5)}
    strategy = next(field for field in form.fields() if field.name == "strategy")
    assert [option.label for option in strategy.options] == [
        "1 \u2013 Meget lav",
        "2",
        "3",
        "4",
        "5 \u2013 Meget høj",
    ]
