"""What was and will be said in a case, and mail that could not be sent."""

import sqlalchemy as sa

from engine.background import telling
from engine.casework.records import Task
from engine.ledger import outbox
from engine.ledger.audit import Action, AuditEntry
from engine.ledger.outbox import MessageState, OutboxMessage
from engine.people import wishes
from engine.people.wishes import Choice
from tests.web.scene import Scene, errand

PARKED = "/administration/mail/"


def _told(scene: Scene) -> str:
    """A case whose task was announced to Sara at once and to Rasmus for the morning."""
    with scene.writing() as session:
        wishes.choose(session, scene.id_of("sara"), dict.fromkeys(wishes.ORDINARY, Choice.AT_ONCE))
    number = scene.begin(errand(), by="jonas", organisation="strandkoping")
    telling.tell(scene.sessions)
    return number


def _park(scene: Scene, error: str) -> int:
    with scene.writing() as session:
        mail = session.scalars(sa.select(OutboxMessage).where(OutboxMessage.kind == "mail")).one()
        outbox.refused(mail, error)
        return mail.id


def test_the_page_of_a_case_says_what_was_said_and_what_will_be(scene: Scene) -> None:
    number = _told(scene)
    scene.jonas.get(f"/cases/{number}")
    link = scene.jonas.soup.select_one(f'a[href="/cases/{number}/mail"]')
    assert link is not None
    scene.jonas.get(str(link["href"]))
    words = scene.jonas.words
    assert "3 working days before" in words
    assert "one step up: the coordinator" in words
    assert "New task: Describe the errand" in words
    assert "Sara Lindvik" in words
    assert "Waits for the morning" in words


def test_who_may_not_see_a_case_learns_nothing_of_its_mail(scene: Scene) -> None:
    number = _told(scene)
    assert [getattr(scene, who).get(f"/cases/{number}/mail").status_code for who in ("sara", "tove", "lone")] == [
        200,
        404,
        404,
    ]


def test_mail_that_was_refused_is_listed_with_its_reason_and_tried_again(scene: Scene) -> None:
    _told(scene)
    mail_id = _park(scene, "MailRefused 550 5.1.1 nobody of that name")
    scene.tove.get(PARKED)
    assert "The server refuses this mail. The address may be wrong: 550 5.1.1 nobody of that name" in scene.tove.words
    assert "360-2026-0001" not in scene.tove.words

    scene.tove.post(f"{PARKED}{mail_id}/retry", follow=True)
    assert "The mail is tried again now." in scene.tove.words
    assert "All mail could be sent." in scene.tove.words
    scene.sara.get(PARKED)
    scene.sara.post(f"{PARKED}{mail_id}/retry", follow=True)
    assert "Somebody else has tried this mail again." in scene.sara.words
    with scene.reading() as session:
        assert session.get_one(OutboxMessage, mail_id).state == MessageState.NEW
        assert len(session.scalars(sa.select(AuditEntry).where(AuditEntry.action == Action.MAIL_RETRIED)).all()) == 1


def test_parked_mail_is_for_those_who_can_mend_it(scene: Scene) -> None:
    _told(scene)
    mail_id = _park(scene, "MailServerAway - timeout")
    assert scene.karen.get(PARKED).status_code == 403
    assert scene.karen.post(f"{PARKED}{mail_id}/retry").status_code == 403
    assert scene.sara.get(f"{PARKED}?receiver={scene.id_of('jonas')}&order=oldest").status_code == 200
    assert "timeout" not in scene.sara.words
    scene.sara.get(PARKED)
    assert scene.sara.post(f"{PARKED}999/retry").status_code == 404
    with scene.reading() as session:
        assert session.scalars(sa.select(Task)).all() != []
