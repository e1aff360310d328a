"""The forms of a gate: what is asked when, which choices are left, and every rule in three languages."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from forms import TaskForm, drawing
from tests.models.test_forms import LANGUAGES, bind

CHOICES = {"proposal": "go", "allowed": ["go", "conditional", "rework", "pause", "stop"]}
REASON = "Problemet er dokumenteret, og der er penge til næste fase."
DECIDED = {"decision": "go", "reason": REASON, "public_text": "Godkendt", "confidential": "no"}
CONDITION = {"conditions-0-text": "Bedre data", "conditions-0-owner": "1", "conditions-0-due": "2027-05-08"}
TOO_SOON = {"en": "at least five working days", "da": "mindst fem arbejdsdage", "sv": "tidigast fem arbetsdagar"}


def asked(form: TaskForm) -> list[str]:
    """The names of what can be answered."""
    return [field.name for field in form.fields() if field.kind is not drawing.Kind.COMPUTED and not field.readonly]


def decide(posted: Mapping[str, object], language: str = "da", **context: object) -> TaskForm:
    form = bind("t_gate_decide", language, posted={"_rows": "conditions", **posted}, context={**CHOICES, **context})
    form.validate()
    return form


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("form_id", "posted"),
    [
        ("t_gate_decide", {**DECIDED, "decision": "conditional", "deviation": "For en sikkerheds skyld"}),
        ("t_gate_vote", {"conflict": "no", "vote": "approve_cond", "vote_reason": "Data er for ringe"}),
        ("t_gate_advice", {"advice": "conditions", "reason": "Data er for ringe"}),
        ("t_gate_hearing", {"objection": "For dyrt", "answer": "Nej", "result": "met"}),
    ],
)
def test_a_condition_is_due_in_five_working_days_at_the_earliest(
    form_id: str, posted: dict[str, str], language: str
) -> None:
    def sent(due: str) -> TaskForm:
        rows = {"_rows": "conditions", **CONDITION, "conditions-0-due": due}
        return bind(form_id, language, posted=posted | rows, context=CHOICES)

    soon, later = sent("2027-05-07"), sent("2027-05-08")
    assert not soon.validate()
    [(name, _label, message)] = soon.problems()
    assert name == "conditions"
    assert TOO_SOON[language] in message
    assert later.validate(), later.problems()
    assert later.answers()["conditions"][0]["due"] == date(2027, 5, 8)


def test_only_the_choices_that_are_left_are_offered_in_the_words_of_the_reader() -> None:
    form = bind("t_gate_decide", "sv", context={**CHOICES, "allowed": ["pause", "leave", "stop"]})
    [decision] = [field for field in form.fields() if field.name == "decision"]
    assert [(option.value, str(option.label)) for option in decision.options] == [
        ("pause", "Vilandeförklara"), ("stop", "Avsluta i förtid"), ("leave", "Vanligt inköp"),
    ]  # fmt: skip
    assert [name for name, _, _ in decide(DECIDED, allowed=["pause", "stop"]).problems()] == ["decision"]


def test_whoever_departs_from_a_proposal_that_could_be_followed_says_why() -> None:
    assert decide(DECIDED).problems() == []
    assert [name for name, _, _ in decide({**DECIDED, "decision": "stop"}).problems()] == ["deviation"]
    barred = decide({**DECIDED, "decision": "stop"}, proposal="rework", allowed=["pause", "stop"])
    assert barred.problems() == []


def test_reasons_are_given_at_some_length_and_secrets_with_a_reason() -> None:
    short = decide({**DECIDED, "reason": "Fint", "confidential": "yes"})
    assert [name for name, _, _ in short.problems()] == ["reason", "secrecy"]


def test_the_conditions_that_were_asked_for_stand_there_already() -> None:
    suggested = [{"text": "Slet navne", "owner": "2", "due": date(2027, 9, 1)}]
    posted = {**DECIDED, "decision": "conditional", "deviation": "Efter råd"}
    form = bind("t_gate_decide", posted=posted, context={**CHOICES, "suggested": suggested})
    assert form.validate(), form.problems()
    assert form.answers()["conditions"] == suggested


def test_a_vote_is_asked_of_who_has_no_conflict_of_interest_and_not_kept_of_who_has() -> None:
    assert asked(bind("t_gate_vote")) == ["conflict"]
    assert asked(bind("t_gate_vote", posted={"conflict": "no", "vote": "approve"})) == ["conflict", "vote"]
    reasons = bind("t_gate_vote", posted={"conflict": "no", "vote": "abstain"})
    assert asked(reasons) == ["conflict", "vote", "vote_reason"]
    conflict = bind("t_gate_vote", posted={"conflict": "yes", "vote": "stop", "vote_reason": "Imod"})
    assert conflict.validate()
    answers = conflict.answers()
    assert (answers["conflict"], "vote" in answers, "vote_reason" in answers) == (True, False, False)


def test_a_deputy_reads_for_whom_the_vote_is() -> None:
    form = bind("t_gate_vote", "sv", context={"member": "4", "voter_user": "2"})
    assert {str(field.label): field.shown for field in form.fields()}["Du röstar som ersättare för"] == "Person 4"
    own = bind("t_gate_vote", "sv", context={"member": "4", "voter_user": "4"})
    assert "instead_of" not in {field.name for field in own.fields()}


FILED = {
    "_rows": ["checklist", "risks"], "summary": "Klar", "risks-0-risk": "Frost", "risks-0-likelihood": "2",
    "risks-0-impact": "3", "risks-0-owner": "1", "risks-0-action": "To givere", "spent-amount": "0",
    "spent-currency": "DKK", "irl_tech": "4", "irl_customer": "4", "irl_business": "4", "irl_ip": "4", "irl_team": "4",
    "irl_funding": "4", "trl": "4", "checklist-0-_row": "0", "checklist-1-_row": "1", "checklist-0-met": "met",
}  # fmt: skip


def test_every_point_of_the_checklist_is_answered_and_explained_where_it_is_not_met() -> None:
    def sent(**answers: str) -> TaskForm:
        return bind("t_gate_file", posted={**FILED, **answers}, context={"checklist_id": "G1", "file_faults": []})

    blank, silent = sent(), sent(**{"checklist-1-met": "not_met"})
    good = sent(**{"checklist-1-met": "not_met", "checklist-1-comment": "Data mangler endnu"})
    assert not blank.validate()
    assert [name for name, _, _ in blank.problems()] == ["checklist-1-met"]
    assert not silent.validate()
    assert [name for name, _, _ in silent.problems()] == ["checklist-1-comment"]
    assert good.validate(), good.problems()
    assert [(one["point"], one["met"]) for one in good.answers()["checklist"]] == [("G1.1", "met"), ("G1.2", "not_met")]
    assert (good.answers()["trl"], good.answers()["spent"]) == (Decimal(4), {"amount": Decimal(0), "currency": "DKK"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_came_back_says_what_is_missing(language: str) -> None:
    back = bind("t_gate_file", language, context={"file_faults": ["open_conditions", "checklist"]})
    fresh = bind("t_gate_file", language, context={"file_faults": []})
    prose = [str(part.html) for part in back.parts() if isinstance(part, drawing.Prose)]
    assert len(prose) == 3
    assert not [part for part in fresh.parts() if isinstance(part, drawing.Prose)]


def test_the_controller_comments_on_what_is_not_in_order() -> None:
    def names(**posted: str) -> list[str]:
        return asked(bind("t_gate_controller", posted=posted))

    assert "comment" not in names(spent_ok="yes", eligible="all")
    assert "comment" in names(spent_ok="no", eligible="all")
    assert "comment" in names(spent_ok="yes", eligible="partly")


@pytest.mark.parametrize(
    ("form_id", "field", "posted"),
    [
        ("t_gate_overdue", "new_date", {"cause": "file", "action": "Ringer", "new_date": "2020-01-01"}),
        ("t_pause_plan", "resume_by", {"stopped": "Alt", "resume_by": "2020-01-01"}),
        ("t_idle_check", "last_contact", {"choice": "stop", "reason": "Tavs", "last_contact": "2999-01-01"}),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_days_lie_on_the_right_side_of_today(form_id: str, field: str, posted: dict[str, str], language: str) -> None:
    form = bind(form_id, language, posted=posted)
    assert not form.validate()
    assert [name for name, _, _ in form.problems()] == [field]
