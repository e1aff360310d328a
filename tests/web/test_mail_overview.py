"""What was and will be said in a case, and mail that could not be sent."""

import sqlalchemy as sa

from engine.background import telling
from engine.casework import mails
from engine.casework.cases import Case
from engine.casework.mails import Letter
from engine.casework.records import Task
from engine.ledger import outbox
from engine.ledger.audit import Action, AuditEntry
from engine.ledger.outbox import MessageState, OutboxMessage
from engine.people import wishes
from engine.people.wishes import About, Choice
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


def _many(scene: Scene) -> str:
    """A case in which thirty letters were written, some of them refused or for the morning."""
    number = scene.begin(errand(), by="jonas", organisation="strandkoping")
    with scene.writing() as session:
        case = session.scalars(sa.select(Case.id).where(Case.number == number)).one()
        wishes.choose(session, scene.id_of("rasmus"), {About.NEWS: Choice.DAILY})
    for count in range(15):
        scene.clock.move(minutes=1)
        with scene.writing() as session:
            values = {"number": number, "notice": 10_000 + count}
            letter = Letter(
                key=f"n{count}",
                template="notice:receipt",
                about=About.NEWS,
                case=case,
                values=values,
                required=count == 3,
            )
            mails.post(session, letter, [scene.id_of("sara"), scene.id_of("rasmus")])
    with scene.writing() as session:
        refused = sa.select(OutboxMessage).where(OutboxMessage.key == f"mail:n5:{scene.id_of('sara')}")
        outbox.refused(session.scalars(refused).one(), "MailRefused 550 no such person")
    return number


def _rows(scene: Scene, address: str) -> list[tuple[str, str]]:
    """The moments and receivers of a page of the list."""
    scene.jonas.get(address)
    rows = scene.jonas.soup.select("[aria-label='What was said'] tbody tr")
    return [(str(row.select_one("th time")["datetime"]), row.select("td")[1].get_text()) for row in rows]


def test_what_was_said_in_a_case_is_read_page_by_page(scene: Scene) -> None:
    address = f"/cases/{_many(scene)}/mail"
    for order in ("newest", "oldest", "receiver"):
        first = _rows(scene, f"{address}?order={order}")
        rest = _rows(scene, str(scene.jonas.soup.select_one("a[rel=next]")["href"]))

        assert (len(first), len(rest), len({*first, *rest})) == (25, 5, 30)
        seen = [*first, *rest]
        if order == "receiver":
            assert [name for _moment, name in seen] == ["Rasmus Lind Bagger"] * 15 + ["Sara Lindvik"] * 15
        else:
            moments = [moment for moment, _name in seen]
            assert moments == sorted(moments, reverse=order == "newest")


def test_what_was_said_in_a_case_is_narrowed_by_kind_state_and_receiver(scene: Scene) -> None:
    number = _many(scene)
    telling.tell(scene.sessions)
    address = f"/cases/{number}/mail"
    sara, rasmus = scene.id_of("sara"), scene.id_of("rasmus")

    assert [name for _moment, name in _rows(scene, f"{address}?state=parked")] == ["Sara Lindvik"]
    assert "550 no such person" in scene.jonas.words
    assert {name for _moment, name in _rows(scene, f"{address}?receiver={rasmus}")} == {"Rasmus Lind Bagger"}
    assert len(_rows(scene, f"{address}?receiver={rasmus}&kind=tasks")) == 1
    assert len(_rows(scene, f"{address}?receiver={sara}&kind=news")) == 15
    scene.jonas.get(f"{address}?state=dropped")
    assert "No mail matches." in scene.jonas.words
    assert scene.jonas.soup.select_one(f'a[href="{address}"]') is not None


def test_a_strange_address_of_the_list_shows_all(scene: Scene) -> None:
    number = _told(scene)
    for query in ("state=x&kind=y&order=z", "after=1~2", "after=2026-01-01T00:00:00~3", "receiver=99999999999"):
        assert scene.jonas.get(f"/cases/{number}/mail?{query}").status_code == 200, query


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
