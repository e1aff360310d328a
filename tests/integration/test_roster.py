"""People come and go, roles begin and end: who may, what is recorded, and how open tasks follow."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import errors
from engine.background import handlers
from engine.casework.records import Candidate, Task
from engine.casework.roster import homes, memberships, people
from engine.casework.roster.memberships import Term
from engine.ledger.audit import AuditEntry
from engine.people import organisations
from engine.people.accounts import account
from engine.people.organisations import Country, OrganisationFacts, OrganisationKind
from engine.people.participants import Membership, PersonFacts
from tests import builders
from tests.stage import Stage

WHY = "Has another employer from today."
STUDY = builders.process("study", builders.line(("t_study", builders.user("t_study", "architect", "=workdays(5)"))))


def _facts(**other: str) -> PersonFacts:
    known = {"name": "Freja Holm", "email": "freja@bolgelev.example.org", "organisation": "bolgelev", "language": "da"}
    return PersonFacts(**{**known, **other})  # type: ignore[arg-type]


def _deactivate(stage: Stage, who: str, by: str = "tove") -> int:
    with stage.writing() as session:
        cases = people.deactivate(session, stage.people.ids[who], WHY, stage.people.get(session, by))
    stage.work()
    return cases


def _give(stage: Stage, who: str, role: str, home: str, since: date | None = None, until: date | None = None) -> int:
    with stage.writing() as session:
        tove, term = stage.people.get(session, "tove"), Term(since=since, until=until)
        number = memberships.give(session, stage.people.ids[who], role, home, term, tove).id
    stage.work()
    return number


def _end(stage: Stage, membership: int) -> None:
    with stage.writing() as session:
        memberships.end(session, membership, stage.people.get(session, "tove"))
    stage.work()


def _membership(session: Session, person: int, role: str) -> Membership:
    return session.scalars(
        sa.select(Membership).where(Membership.participant_id == person, Membership.role == role)
    ).one()


def _offered(stage: Stage, task: Task) -> set[int]:
    with stage.reading() as session:
        return set(session.scalars(sa.select(Candidate.participant_id).where(Candidate.task_id == task.id)))


def _last(stage: Stage, action: str) -> dict[str, object]:
    with stage.reading() as session:
        found = sa.select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.at.desc(), AuditEntry.seq)
        return dict(session.scalars(found).all()[-1].facts["details"])


@pytest.fixture
def task(stage: Stage) -> Task:
    """A task for architects in a case of Strandköping, where Sara is one."""
    [found] = stage.open_tasks(stage.open(STUDY, "study", by="jonas", organisation="strandkoping"))
    assert (found.taken_by_id, found.stand_in) == (stage.people.sara, False)
    return found


def test_a_person_is_entered_with_an_account_that_waits_for_its_password(stage: Stage) -> None:
    with stage.writing() as session:
        number = people.add(session, _facts(), stage.people.get(session, "tove")).id

    with stage.reading() as session:
        row = session.execute(sa.select(account).where(account.c.participant_id == number)).one()
        assert (row.email, row.password) == ("freja@bolgelev.example.org", None)
    assert _last(stage, "person.added") == {"participant": number, "roles": []}


@pytest.mark.parametrize("who", ["karen", "sara", "malin", "birgit"])
def test_only_administrators_keep_people(stage: Stage, who: str) -> None:
    for act in (
        lambda session, by: people.add(session, _facts(), by),
        lambda session, by: people.deactivate(session, stage.people.lone, WHY, by),
        lambda session, by: memberships.give(session, stage.people.lone, "pm", "drabe", Term(), by),
        lambda session, by: memberships.end(session, 1, by),
        lambda session, by: people.invite(session, stage.people.lone, by),
    ):
        with pytest.raises(errors.NotAllowed), stage.writing() as session:
            act(session, stage.people.get(session, who))


@pytest.mark.parametrize(
    ("other", "error"),
    [
        ({"email": "karen@bolgelev.example.org"}, errors.Conflict),
        ({"email": "Karen@Bolgelev.example.org "}, errors.Conflict),
        ({"email": "nowhere"}, errors.Rejected),
        ({"name": "  "}, errors.Rejected),
        ({"organisation": "nowhere"}, errors.NotFound),
    ],
)
def test_people_who_cannot_be_entered_are_refused(
    stage: Stage, other: dict[str, str], error: type[errors.EngineError]
) -> None:
    with pytest.raises(error), stage.writing() as session:
        people.add(session, _facts(**other), stage.people.get(session, "tove"))


def test_what_is_known_of_a_person_changes_and_the_trail_holds_nothing_of_it(stage: Stage) -> None:
    facts = _facts(name="Lone Holm", email="lone.holm@bolgelev.example.org", language="en")
    with stage.writing() as session:
        lone, tove = stage.people.get(session, "lone"), stage.people.get(session, "tove")
        people.change(session, lone.id, facts, people.mark(lone), tove)

    with stage.reading() as session:
        lone = stage.people.get(session, "lone")
        assert (lone.name, lone.organisation.key, lone.language) == ("Lone Holm", "bolgelev", "en")
        email = sa.select(account.c.email).where(account.c.participant_id == lone.id)
        assert session.scalar(email) in (None, lone.email)
        body = session.scalars(sa.select(AuditEntry.body).where(AuditEntry.action == "person.changed")).one()
        assert "Holm" not in body
        assert "lone" not in body
    assert _last(stage, "person.changed")["changed"] == ["name", "email"]


def test_what_has_changed_since_it_was_shown_is_not_overwritten(stage: Stage) -> None:
    with pytest.raises(errors.ChangedMeanwhile), stage.writing() as session:
        people.change(session, stage.people.lone, _facts(), "old", stage.people.get(session, "tove"))


def test_whoever_goes_leaves_their_tasks_to_others_and_gets_them_back_on_return(stage: Stage, task: Task) -> None:
    assert _deactivate(stage, "sara") == 1

    gone = stage.task(task)
    assert (gone.taken_by_id, gone.stand_in) == (stage.people.rasmus, True)
    assert "reason" in _last(stage, "person.deactivated")
    with stage.writing() as session:
        people.reactivate(session, stage.people.sara, WHY, stage.people.get(session, "tove"))
    stage.work()
    back = stage.task(task)
    assert (back.taken_by_id, back.stand_in) == (stage.people.sara, False)


def test_a_task_of_a_group_goes_back_to_the_group(stage: Stage) -> None:
    model = builders.process("group", builders.line(("t_group", builders.user("t_group", "tf_coord"))))
    [task] = stage.open_tasks(stage.open(model, "group", by="karen", organisation="bolgelev"))
    stage.claim(task, by="rasmus")

    _deactivate(stage, "rasmus")

    assert stage.task(task).taken_by_id == stage.people.sara
    assert _offered(stage, task) == {stage.people.sara}


def test_nobody_goes_or_comes_twice_and_nobody_without_a_reason(stage: Stage) -> None:
    _deactivate(stage, "lone")

    with pytest.raises(errors.Conflict):
        _deactivate(stage, "lone")
    with pytest.raises(errors.Conflict), stage.writing() as session:
        people.reactivate(session, stage.people.karen, WHY, stage.people.get(session, "tove"))
    with pytest.raises(errors.Rejected), stage.writing() as session:
        people.deactivate(session, stage.people.karen, "gone", stage.people.get(session, "tove"))


def test_the_last_administrator_stays(stage: Stage) -> None:
    with stage.reading() as session:
        own = _membership(session, stage.people.tove, "admin").id

    with pytest.raises(errors.LastAdministrator):
        _deactivate(stage, "tove")
    with pytest.raises(errors.LastAdministrator):
        _end(stage, own)
    ending = Term(until=stage.now.date() + timedelta(days=30))
    with pytest.raises(errors.LastAdministrator), stage.writing() as session:
        memberships.change(session, own, ending, stage.people.get(session, "tove"))
    _give(stage, "karen", "admin", "bolgelev")
    assert _deactivate(stage, "tove") == 0


def test_a_role_that_is_given_brings_the_task_and_one_that_is_ended_takes_it(stage: Stage) -> None:
    [task] = stage.open_tasks(stage.open(STUDY, "study", by="karen", organisation="bolgelev"))
    assert (task.taken_by_id, task.stand_in) == (stage.people.rasmus, True)

    given = _give(stage, "peter", "architect", "bolgelev")
    assert (stage.task(task).taken_by_id, stage.task(task).stand_in) == (stage.people.peter, False)
    _end(stage, given)

    assert (stage.task(task).taken_by_id, stage.task(task).stand_in) == (stage.people.rasmus, True)
    assert _last(stage, "membership.given")["role"] == _last(stage, "membership.ended")["role"] == "architect"


def test_roles_begin_and_end_by_themselves_at_midnight(stage: Stage) -> None:
    [task] = stage.open_tasks(stage.open(STUDY, "study", by="karen", organisation="bolgelev"))
    first = stage.now.date() + timedelta(days=2)
    _give(stage, "peter", "architect", "bolgelev", since=first, until=first + timedelta(days=1))
    assert stage.task(task).taken_by_id == stage.people.rasmus

    holders = []
    for _ in range(4):
        stage.now += timedelta(days=1)
        for _again in range(2):
            handlers.turn_roles(stage.sessions)
            stage.work()
        holders.append(stage.task(task).taken_by_id)

    rasmus, peter = stage.people.rasmus, stage.people.peter
    assert holders == [rasmus, peter, peter, rasmus]
    with stage.reading() as session:
        offered = sa.select(sa.func.count()).where(AuditEntry.action == "task.offered")
        assert session.scalar(offered) == 2


@pytest.mark.parametrize(
    ("role", "since", "until", "rule"),
    [
        ("nothing", None, None, "role"),
        ("pm", date(2027, 5, 2), date(2027, 5, 1), "order"),
        ("need_owner", None, None, "overlap"),
        ("need_owner", date(2030, 1, 1), date(2031, 1, 1), "overlap"),
    ],
)
def test_roles_that_cannot_be_given_are_refused(
    stage: Stage, role: str, since: date | None, until: date | None, rule: str
) -> None:
    with pytest.raises(errors.MembershipRejected) as refused:
        _give(stage, "karen", role, "bolgelev", since, until)

    assert refused.value.facts["rule"] == rule


def test_a_role_of_the_past_can_be_given_again(stage: Stage) -> None:
    with stage.reading() as session:
        number = _membership(session, stage.people.karen, "ops_owner").id
    _end(stage, number)

    _give(stage, "karen", "ops_owner", "bolgelev")

    with pytest.raises(errors.Conflict):
        _end(stage, number)


def test_an_organisation_is_entered_and_changed(stage: Stage) -> None:
    facts = OrganisationFacts(
        key="ostervig", name=" Østervig Kommune ", country=Country.DENMARK, kind=OrganisationKind.MUNICIPALITY
    )
    with stage.writing() as session:
        added = homes.add(session, facts, stage.people.get(session, "tove"))
        assert (added.name, added.language) == ("Østervig Kommune", "da")
    with stage.writing() as session:
        home, tove = organisations.get(session, "ostervig"), stage.people.get(session, "tove")
        new = OrganisationFacts(
            key="", name="Østervig", country=Country.SWEDEN, kind=OrganisationKind.REGION, language="en"
        )
        homes.change(session, "ostervig", new, homes.mark(home), tove)

    with stage.reading() as session:
        home = organisations.get(session, "ostervig")
        assert (home.name, home.kind, home.country, home.language) == ("Østervig", "region", "DK", "en")
    assert _last(stage, "organisation.changed")["before"] != _last(stage, "organisation.changed")["after"]


@pytest.mark.parametrize("key", ["", "Øst", "bolgelev", "1st", "a" * 61, "a b"])
def test_an_organisation_needs_a_key_of_its_own(stage: Stage, key: str) -> None:
    facts = OrganisationFacts(key=key, name="X", country=Country.DENMARK, kind=OrganisationKind.OTHER)

    with pytest.raises((errors.Rejected, errors.Conflict)), stage.writing() as session:
        homes.add(session, facts, stage.people.get(session, "tove"))
