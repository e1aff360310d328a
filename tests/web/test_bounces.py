"""Mail that came back: read from the report of a mail server, and after three no more is written to the address."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from sqlalchemy.orm import Session, sessionmaker

from engine.background.mailing import Mailing
from engine.casework import bounces, mails, parkedmail
from engine.casework.mails import Letter
from engine.database import transaction
from engine.ledger.outbox import MessageState, OutboxMessage
from engine.people.participants import Participant
from engine.people.wishes import About
from tests.web.browser import address
from webapp.commands import main
from webapp.database import db
from webapp.mail import mailers, tokens

REPORT = """From: MAILER-DAEMON@mx.example.org
To: {to}@127.0.0.1
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

It could not be delivered.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; karen@bolgelev.example.org
Action: {action}
Status: {status}

--B--
"""


@pytest.fixture
def bounce(app, settings, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Hands a report about a mail to the command, as a mail server does."""
    monkeypatch.setenv("DATABASE_URL", settings.database_url)

    def hand_over(mail_id: int, action: str = "failed", status: str = "5.1.1", forged: bool = False) -> str:
        with app.app_context():
            written_at = db.session().get_one(OutboxMessage, mail_id).created_at
            real = tokens.bounce(mail_id, written_at)
        to = f"{real[:-12]}000000000000" if forged else real
        report = REPORT.format(to=to, action=action, status=status)
        return CliRunner().invoke(main, ["mail", "bounce"], input=report.encode(), catch_exceptions=False).output

    return hand_over


def _write(written: sessionmaker[Session], count: int) -> list[int]:
    with written() as session, transaction(session):
        karen = session.scalars(sa.select(Participant.id).where(Participant.email == address("karen"))).one()
        for number in range(count):
            letter = Letter(key=f"k{number}", template="notice:receipt", about=About.NEWS, values={"number": "360-1"})
            mails.post(session, letter, [karen])
    Mailing(written, mailers.IntoTheBox()).send_due()
    with written() as session:
        return list(session.scalars(sa.select(OutboxMessage.id).order_by(OutboxMessage.id)))


def test_after_three_mails_that_came_back_no_more_is_written_until_one_is_tried_again(  # type: ignore[no-untyped-def]
    bounce, written: sessionmaker[Session]
) -> None:
    ids = _write(written, 3)
    assert [bounce(number) for number in ids] == [f"Mail {number} came back (5.1.1).\n" for number in ids]
    assert bounce(ids[0]) == f"Mail {ids[0]} was known to have come back.\n"
    assert len(_write(written, 4)) == 3

    with written() as session, transaction(session):
        parkedmail.retry(session, ids[0], session.scalars(sa.select(Participant)).first())  # type: ignore[arg-type]
    assert len(_write(written, 4)) == 4


@pytest.mark.parametrize(
    "report", [{"action": "delayed", "status": "4.4.1"}, {"status": "4.2.2"}, {"forged": True}], ids=str
)
def test_a_delay_or_a_forged_report_changes_nothing(bounce, written: sessionmaker[Session], report) -> None:  # type: ignore[no-untyped-def]
    [mail] = _write(written, 1)
    assert bounce(mail, **report) == "No mail of ours came back for good.\n"
    with written() as session:
        assert session.get_one(OutboxMessage, mail).state == MessageState.SENT
        assert bounces.failing(session, [1, 2, 3]) == set()


def test_what_is_no_report_at_all_is_left_alone(app, settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    for words in (b"", b"\xff\x00 no mail", b"Subject: Hello\n\nbounce+1-000000000000"):
        result = CliRunner().invoke(main, ["mail", "bounce"], input=words, catch_exceptions=False)
        assert result.output == "No mail of ours came back for good.\n"
