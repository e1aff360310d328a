"""The form that names a team and its voters, with every rule that keeps a gate fair."""

import pytest

from forms import drawing
from tests.models.test_forms import LANGUAGES, bind

BOARD = [{"member": person, "org": "", "country": ""} for person in ("1", "2", "3", "4")]
TEAM = {"pm": "5", "benefit_owner": "1", "chair": "3", "deputy": "2"}
Posted = dict[str, str | list[str]]


def voters(*members: str, **substitutes: str) -> Posted:
    """Rows of voters as a browser sends them; substitutes by the number of their row."""
    sent: Posted = {"_rows": ["voters"]}
    for number, member in enumerate(members):
        marker = str(number) if number < len(BOARD) else ""
        sent |= {f"voters-{number}-_row": marker, f"voters-{number}-member": member}
        sent[f"voters-{number}-substitute"] = substitutes.get(f"row{number}", "")
    return sent


def test_a_team_is_named_and_its_open_roles_stay_open() -> None:
    form = bind("t_team", posted=TEAM | voters("1", "2", "3", "4"), context={"voters": BOARD})
    assert form.validate(), form.problems()
    answers = form.answers()
    assert {**TEAM, "researcher": None, "architect": None, "finance": None}.items() <= answers.items()
    assert [(one["member"], one["org"], one["country"]) for one in answers["voters"]] == [
        ("1", "bolgelev", "DK"), ("2", "strandkoping", "SE"), ("3", "bolgelev", "DK"), ("4", "tallakra", "SE"),
    ]  # fmt: skip


def test_the_board_stands_there_before_anybody_has_chosen() -> None:
    fields = {field.name: field.typed for field in bind("t_team", context={"voters": BOARD}).fields()}
    assert [fields[f"voters-{row}-member"] for row in range(4)] == ["1", "2", "3", "4"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"chair": "5"}, ["chair", "chair"]),
        ({"finance": "5"}, ["finance"]),
        ({"deputy": "1"}, ["deputy"]),
        ({"deputy": "3"}, ["chair", "deputy"]),
        ({"pm": "1", "chair": "5", "deputy": "2"}, ["chair"]),
        (voters("1", "2", "3", "5"), ["voters"]),
        (voters("1", "2", "3", "4", "4"), ["voters"]),
        (voters("1", "2", "3", "4", row0="3"), ["voters"]),
        (voters("1", "2", "3", "4", row1="5"), ["voters-1-substitute"]),
        (voters("1", "2", "", "4"), ["chair", "voters", "voters-2-member"]),
    ],
)
def test_the_rules_of_a_team_are_told_at_their_fields(language: str, change: Posted, fields: list[str]) -> None:
    posted = TEAM | voters("1", "2", "3", "4") | change
    form = bind("t_team", language, posted=posted, context={"voters": BOARD})
    assert not form.validate()
    assert [name for name, _, _ in form.problems()][: len(fields)] == fields


def test_a_deputy_of_the_same_organisation_may_be_named_and_lead_the_board() -> None:
    change: Posted = {"chair": "2", "deputy": "5"}
    posted = TEAM | voters("1", "2", "3", "4", row0="5") | change | {"pm": "4"}
    form = bind("t_team", posted=posted, context={"voters": BOARD})
    assert form.validate(), form.problems()
    assert form.answers()["voters"][0]["substitute"] == "5"


def test_the_rules_stand_above_the_questions() -> None:
    prose = [part.html for part in bind("t_team").parts() if isinstance(part, drawing.Prose)]
    assert "<li>Controlleren er ikke projektlederen.</li>" in prose[0]
