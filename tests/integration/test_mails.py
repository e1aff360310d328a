"""Mail over a real server: in the reader's language, once in effect, and lost by no answer of the server."""

import itertools
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine import clock
from engine.background import telling
from engine.background.clock import InProcess
from engine.background.mailing import REST, Mailing
from engine.casework import mails, notices
from engine.casework.cases import Case
from engine.casework.mails import Letter
from engine.insight import casemail
from engine.ledger import outbox
from engine.ledger.outbox import MessageKind, MessageState, OutboxMessage
from engine.people import participants, wishes
from engine.people.wishes import About, Choice
from tests import post
from tests.integration import processes
from tests.post import PostOffice
from tests.stage import Stage
from webapp import create_app
from webapp.mail import mailers
from webapp.settings import Settings

FROM = "InnoTech 360 <post@innotech.example.org>"
TITLES = {"da": "Dit behov er modtaget", "sv": "Ditt behov har tagits emot"}


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post.open_office() as opened:
        yield opened


def _mailing(stage: Stage, url: str) -> Mailing:
    app = create_app(Settings(database_url="sqlite://", mail_url=url, mail_from=FROM))
    mailer = mailers.of(app)
    assert mailer is not None
    return Mailing(stage.sessions, mailer)


def _tell_chairs(stage: Stage) -> int:
    """Let a case tell its two chairs, one Danish and one Swedish, that a need was received."""
    case = stage.open(processes.TELLS, "tells", by="karen", organisation="bolgelev")
    with stage.writing() as session:
        session.execute(sa.update(Case).values(title="Fru Hansens hjerte"))
    stage.work()
    telling.tell(stage.sessions)
    return case


def _write(stage: Stage, *people: str, key: str = "k", required: bool = False) -> None:
    letter = Letter(
        key=key,
        template="notice:receipt",
        about=About.NEWS,
        values={"number": "360-2027-0001"},
        required=required,
    )
    with stage.writing() as session:
        mails.post(session, letter, [stage.people.ids[person] for person in people])


def _states(stage: Stage) -> list[tuple[str, int, str]]:
    query = sa.select(OutboxMessage).where(OutboxMessage.kind == MessageKind.MAIL.value).order_by(OutboxMessage.id)
    with stage.reading() as session:
        return [(row.state, row.tries, row.last_error) for row in session.scalars(query)]


def _plain(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_each_is_told_in_their_language_with_links_and_nothing_about_the_case(stage: Stage, office: PostOffice) -> None:
    _tell_chairs(stage)
    assert _mailing(stage, office.url).send_due() == 2

    by_language = {str(mail["Content-Language"]): mail for mail in office.mails}
    assert {language: mail["Subject"] for language, mail in by_language.items()} == {
        language: f"{title} (360-2027-0001)" for language, title in TITLES.items()
    }
    assert by_language["da"]["To"] == "anette@bolgelev.example.org"
    for mail in office.mails:
        words = mail.as_string() + _plain(mail) + str(mail.get_body(("html",)))
        assert "Hansen" not in words
        assert "Anette" not in words
        assert "http://127.0.0.1:8360/cases/360-2027-0001" in _plain(mail)
        assert mail.get_content_type() == "multipart/alternative"
    assert {state for state, _, _ in _states(stage)} == {MessageState.SENT}


def test_the_headers_say_what_mail_programs_need(stage: Stage, office: PostOffice) -> None:
    _write(stage, "anette")
    _mailing(stage, office.url).send_due()
    [mail], [envelope] = office.mails, office.taken

    assert re.fullmatch(r"<outbox-1-20[0-9]{18}@innotech\.example\.org>", mail["Message-ID"])
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"].strip().startswith("<http://127.0.0.1:8360/mail/stop/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert str(envelope.mail_from).startswith("bounce+1-")
    assert str(envelope.mail_from).endswith("@innotech.example.org")
    assert mail["From"] == FROM


def test_what_the_law_requires_goes_to_everybody_and_cannot_be_switched_off(stage: Stage, office: PostOffice) -> None:
    with stage.writing() as session:
        wishes.choose(session, stage.people.anette, {About.NEWS: Choice.NEVER})
    _write(stage, "anette")
    _write(stage, "anette", key="required", required=True)
    _mailing(stage, office.url).send_due()

    [mail] = office.mails
    assert mail["List-Unsubscribe"] is None
    assert "/mail/stop/" not in _plain(mail)


def test_a_notice_is_told_once_however_often_it_is_looked_for(stage: Stage, office: PostOffice) -> None:
    _tell_chairs(stage)
    assert telling.tell(stage.sessions) == 0
    mailing = _mailing(stage, office.url)
    assert [mailing.send_due(), mailing.send_due(), len(office.taken)] == [2, 0, 2]


def test_what_was_read_meanwhile_and_who_has_left_get_no_mail(stage: Stage, office: PostOffice) -> None:
    _tell_chairs(stage)
    with stage.writing() as session:
        [notice] = notices.unread(session, stage.people.anette)
        notices.mark_read(session, stage.people.anette, [notice.id])
        participants.get(session, stage.people.ingrid).active = False
    assert _mailing(stage, office.url).send_due() == 0
    assert {state for state, _, _ in _states(stage)} == {MessageState.DROPPED}


def test_an_answer_of_451_is_tried_again_a_minute_later_under_the_same_id(stage: Stage, office: PostOffice) -> None:
    office.answers.append("451 4.3.0 come back later")
    _write(stage, "anette", "ingrid")
    mailing = _mailing(stage, office.url)
    assert mailing.send_due() == 1
    assert _states(stage)[0] == (MessageState.NEW, 1, "MailNotSent 451 4.3.0 come back later")

    stage.now += timedelta(seconds=59)
    assert mailing.send_due() == 0
    stage.now += timedelta(seconds=1)
    assert mailing.send_due() == 1
    assert [re.split("[-@]", mail["Message-ID"])[1] for mail in office.mails] == ["2", "1"]


def test_an_answer_of_550_parks_the_mail_at_once_and_lets_others_go(stage: Stage, office: PostOffice) -> None:
    office.answers.append("550 5.1.1 nobody of that name")
    _write(stage, "anette", "ingrid")
    assert _mailing(stage, office.url).send_due() == 1
    assert [state for state, _, _ in _states(stage)] == [MessageState.PARKED, MessageState.SENT]

    with stage.writing() as session:
        parked = session.scalars(sa.select(OutboxMessage).where(OutboxMessage.state == MessageState.PARKED.value)).one()
        outbox.again(parked, stage.now)
    assert _mailing(stage, office.url).send_due() == 1
    assert {state for state, _, _ in _states(stage)} == {MessageState.SENT}


def test_a_mail_that_is_never_taken_is_parked_after_eight_tries_with_growing_pauses(
    stage: Stage, office: PostOffice
) -> None:
    office.answers.extend(["451 busy"] * 20)
    _write(stage, "anette")
    mailing, tried = _mailing(stage, office.url), []
    for _ in range(60 * 24):
        before = _states(stage)[0][1]
        mailing.send_due()
        if _states(stage)[0][1] > before:
            tried.append(stage.now)
        stage.now += timedelta(minutes=1)
        if _states(stage)[0][0] == MessageState.PARKED:
            break
    assert [(b - a) // timedelta(minutes=1) for a, b in itertools.pairwise(tried)] == [1, 2, 4, 8, 16, 32, 64]


def test_while_the_server_is_away_one_mail_a_minute_is_tried_and_all_go_when_it_is_back(
    stage: Stage, office: PostOffice
) -> None:
    _write(stage, "anette", "ingrid", "mads")
    away = _mailing(stage, f"smtp://127.0.0.1:{post.closed_port()}")
    assert [away.send_due(), away.send_due()] == [0, 0]
    assert [tries for _, tries, _ in _states(stage)] == [1, 0, 0]
    stage.now += REST
    away.send_due()
    assert sorted(tries for _, tries, _ in _states(stage)) == [0, 1, 1]

    stage.now += timedelta(minutes=5)
    assert _mailing(stage, office.url).send_due() == 3


@pytest.mark.parametrize(("say", "every"), [(b"", 0.0), (b"2", 0.05)], ids=["silent", "slow"])
def test_a_server_that_says_nothing_or_too_little_is_left_in_time(stage: Stage, say: bytes, every: float) -> None:
    _write(stage, "anette")
    with post.deaf_server(say, every) as port:
        began = time.monotonic()
        _mailing(stage, f"smtp://127.0.0.1:{port}?timeout=0.3").send_due()
    assert time.monotonic() - began < 5
    [(state, tries, error)] = _states(stage)
    assert (state, tries, error.split()[0]) == (MessageState.NEW, 1, "MailServerAway")


def test_timers_fire_while_the_mail_server_hangs(stage: Stage) -> None:
    clock.replace(None)
    _write(stage, "anette")
    stage.publish(processes.WAITS.replace(b"PT1H", b"PT1S"))
    with post.deaf_server() as port:
        url = f"smtp://127.0.0.1:{port}?timeout=60"
        app = create_app(Settings(database_url="sqlite://", mail_url=url, mail_from=FROM))
        background = InProcess(stage.sessions.kw["bind"], mailers.of(app))
        background.start()
        case = stage.open_case("waits", by="karen", organisation="bolgelev")
        end = time.monotonic() + 50
        while not stage.open_tasks(case) and time.monotonic() < end:
            time.sleep(0.05)
        opened = [task.element for task in stage.open_tasks(case)]
        tried = next(tries for _, tries, _ in _states(stage))
    background.stop()  # the server has hung up, so nobody waits any longer
    assert (opened, tried) == (["t_after"], 0)


def test_a_line_is_encrypted_before_anything_is_said_where_that_is_required(stage: Stage, tmp_path: Path) -> None:
    context, trusted = post.certificate(tmp_path)
    _write(stage, "anette")
    with post.open_office(tls_context=context) as office:
        _mailing(stage, f"smtp://localhost:{office.port}?starttls&ca={trusted}").send_due()
        assert office.encrypted == [True]


def test_a_server_that_nobody_vouches_for_or_that_does_not_encrypt_gets_no_mail(
    stage: Stage, office: PostOffice, tmp_path: Path
) -> None:
    context, _ = post.certificate(tmp_path)
    _write(stage, "anette")
    with post.open_office(tls_context=context) as unknown:
        _mailing(stage, f"smtp://localhost:{unknown.port}?starttls").send_due()
        _mailing(stage, f"smtp://127.0.0.1:{office.port}?starttls").send_due()
        stage.now += timedelta(minutes=1)
        _mailing(stage, f"smtp://127.0.0.1:{office.port}?starttls").send_due()
        assert (unknown.taken, office.taken) == ([], [])
    assert _states(stage) == [(MessageState.NEW, 2, "MailServerAway - STARTTLS is not offered")]


def test_a_mail_whose_sender_died_is_sent_by_another_when_its_lease_is_over(stage: Stage, office: PostOffice) -> None:
    _write(stage, "anette")
    with stage.writing() as session:
        assert mails.next_one(session, stage.now) is not None
    mailing = _mailing(stage, office.url)
    assert mailing.send_due() == 0
    stage.now += mails.LEASE
    assert mailing.send_due() == 1
    assert len(office.taken) == 1


def test_letters_beyond_ascii_arrive_whole(stage: Stage, office: PostOffice) -> None:
    _write(stage, "ingrid")
    _mailing(stage, office.url).send_due()
    [mail] = office.mails
    assert "Öppna ärendet" in _plain(mail)
    assert bytes(office.taken[0].content or b"").isascii()


def test_letters_and_overviews_of_a_case_are_one_list_with_either_database(stage: Stage) -> None:
    case_id = _tell_chairs(stage)
    with stage.reading() as session:
        case = session.get_one(Case, case_id)
        told, _following = casemail.said(session, case, casemail.Filter(order=casemail.Order.OLDEST))
        waiting, _following = casemail.said(session, case, casemail.Filter(kind="news", state="new"))
        tasks, _following = casemail.said(session, case, casemail.Filter(kind="tasks", state="parked"))
        names = [person.name for person in casemail.receivers(session, case)]

    assert [one.mail.written_at for one in told] == sorted(one.mail.written_at for one in told)
    assert {one.mail.about for one in waiting} == {About.NEWS}
    assert len(waiting) >= 1
    assert tasks == []
    assert names == sorted({one.receiver.name for one in told})
