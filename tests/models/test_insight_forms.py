"""The forms of the insight phase: rows, rules, and what was answered in an earlier round."""

from datetime import date
from decimal import Decimal

from forms import drawing
from tests.models.test_forms import NEED_IN_WORDS, bind

SET = {
    "name": "Radar", "owner_org": "bolgelev", "kind": "sensor", "update": "hourly", "licence": "CC0", "access": "open",
    "personal": False, "sensitive": False, "quality": Decimal(4),
}  # fmt: skip
LEARNED = {
    "screening": "Haster", "who": "Skolebørn", "reuse": "Intet", "interviews": Decimal(8),
    "users": {"groups": [{"name": "Buschauffører", "text": "Kører fast"}], "insights": []},
    "journey": {"steps": [{"name": "Ringer", "role": "Vagten"}], "pains": [{"text": "For sent", "impact": Decimal(4)}]},
    "data": {"data_sets": [SET]},
    "measured": {"baseline": [{"kpi": "Lukkede veje", "value": Decimal(5), "unit": "count", "method": "Talt"}]},
    "sota": {"research": [{"name": "Regn på vej", "text": "Varsler"}], "novelty": "adapt", "gaps": "Ingen varsler"},
    "maturity": [{"org": "bolgelev", "strategy": Decimal(3), "comment": "På vej"}],
}  # fmt: skip


def listed(form: object) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The rows that a form shows and nobody can change, by its label."""
    lists = [part.line for part in form.parts() if isinstance(part, drawing.Listing)]  # type: ignore[attr-defined]
    return {str(line.label): tuple(tuple(map(str, row)) for row in line.table.rows) for line in lists}


def test_the_problem_is_framed_in_sight_of_all_that_was_learned() -> None:
    form = bind("t_problem", context={**NEED_IN_WORDS, **LEARNED})
    shown = [field.shown for field in form.fields()]
    assert {"Haster", "Skolebørn", "Intet", "8", "Kræver tilpasning", "Ingen varsler"} <= set(shown)
    assert listed(form) == {
        "Brugergrupper": (("Buschauffører", "Kører fast"),),
        "Indsigter": (),
        "Trin i dag": (("Ringer", "Vagten", "", ""),),
        "Smertepunkter": (("For sent", "4"),),
        "Datasæt": (("Radar", "Bølgelev Kommune", "Åben", "4", "Nej"),),
        "Datamodenhed": (("Bølgelev Kommune", "3", "", "", "", "", "", "På vej"),),
        "Baseline (udgangspunkt)": (("Lukkede veje", "5", "antal", "Talt"),),
        "Forskning og projekter": (("Regn på vej", "Varsler"),),
    }


def test_whoever_assesses_maturity_sees_the_data_sets_of_the_inventory() -> None:
    form = bind("t_data_mat", "sv", context={**NEED_IN_WORDS, "data_sets": [SET]})
    assert listed(form)["Datamängder"] == (("Radar", "Bølgelev Kommune", "Öppen", "4", "Nej"),)


def test_a_task_that_comes_again_begins_with_the_answers_of_the_round_before_and_says_what_was_lacking() -> None:
    row = {"kpi": "Lukkede veje", "unit": "count", "value": Decimal(5), "period_from": date(2026, 1, 1)}
    earlier = {"baseline": [{**row, "period_to": date(2026, 12, 31), "source": "Loggen", "method": None}]}
    form = bind("t_baseline", context={**NEED_IN_WORDS, "earlier": earlier, "fault_reason": "Metoden mangler."})
    fields = {field.name: field for field in form.fields()}
    assert fields["lacking"].shown == "Metoden mangler."
    assert (fields["baseline-0-kpi"].typed, fields["baseline-0-value"].typed) == ("Lukkede veje", "5")
    assert fields["baseline-0-period_to"].typed == "31-12-2026"
    assert "lacking" not in {field.name for field in bind("t_baseline", context=NEED_IN_WORDS).fields()}


def test_a_period_cannot_end_before_it_begins() -> None:
    posted = {
        "_rows": "baseline", "baseline-0-kpi": "Veje", "baseline-0-unit": "km", "baseline-0-source": "Loggen",
        "baseline-0-period_from": "31-12-2026", "baseline-0-period_to": "1-1-2026",
    }  # fmt: skip
    form = bind("t_baseline", posted=posted)
    assert not form.validate()
    assert form.problems() == [("baseline", "Baseline (udgangspunkt)", "En periode må ikke slutte, før den begynder.")]


def test_one_assumption_is_the_riskiest() -> None:
    posted = {
        "_rows": ["hypotheses", "benefits_draft"], "hmw": "…", "root_causes": "…", "owner_still": "yes",
        "hypotheses-0-assumption": "Tre givere er nok", "hypotheses-0-riskiest": "no",
        "benefits_draft-0-benefit": "Tørre veje", "benefits_draft-0-owner": "1", "benefits_draft-0-kpi": "Veje",
        "benefits_draft-0-target": "1", "benefits_draft-0-year": "2029",
    }  # fmt: skip
    refused = bind("t_problem", posted=posted, context=NEED_IN_WORDS)
    assert not refused.validate()
    assert [name for name, _, _ in refused.problems()] == ["hypotheses"]
    accepted = bind("t_problem", posted=posted | {"hypotheses-0-riskiest": "yes"}, context=NEED_IN_WORDS)
    assert accepted.validate(), accepted.problems()


def test_an_address_must_be_one() -> None:
    row = {f"data_sets-0-{key}": str(value) for key, value in SET.items() if not isinstance(value, bool)}
    posted = {"_rows": "data_sets", **row, "data_sets-0-personal": "no", "data_sets-0-sensitive": "no"}
    assert bind("t_data_inv", posted=posted).validate()
    wrong = bind("t_data_inv", posted=posted | {"data_sets-0-api": "api.example.org"})
    assert not wrong.validate()
    assert [name for name, _, _ in wrong.problems()] == ["data_sets-0-api"]
