"""The address of a mail server as settings write it."""

import pytest

from webapp import smtp
from webapp.settings import Settings, SettingsRefused
from webapp.smtp import StartTls


def test_everything_can_be_said_in_one_line() -> None:
    read = smtp.read("smtp://post%40x.dk:p%3Aw@mail.example.org:587?starttls&timeout=5&ca=/etc/ca.pem")
    assert (read.host, read.port, read.user, read.password) == ("mail.example.org", 587, "post@x.dk", "p:w")
    assert (read.starttls, read.timeout, read.ca, read.tls) == (StartTls.REQUIRED, 5.0, "/etc/ca.pem", False)


@pytest.mark.parametrize(
    ("url", "port", "tls", "starttls"),
    [
        ("smtp://mail.example.org", 25, False, StartTls.OFFERED),
        ("smtp://u:p@mail.example.org", 25, False, StartTls.REQUIRED),
        ("smtp://u:p@localhost", 25, False, StartTls.OFFERED),
        ("smtp://mail.example.org?starttls=no", 25, False, StartTls.NEVER),
        ("smtps://u:p@mail.example.org", 465, True, StartTls.NEVER),
    ],
)
def test_what_is_not_said_follows_from_the_rest(url: str, port: int, tls: bool, starttls: StartTls) -> None:
    read = smtp.read(url)
    assert (read.port, read.tls, read.starttls) == (port, tls, starttls)


@pytest.mark.parametrize(
    "url",
    [
        "mail.example.org",
        "http://mail.example.org",
        "smtp://",
        "smtp://x:99999",
        "smtp://x?starttls=maybe",
        "smtp://x?tls",
        "smtp://x?timeout=soon",
        "smtp://u:p@mail.example.org?starttls=no",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(SettingsRefused, match="MAIL_URL"):
        Settings(mail_url=url, mail_from="post@example.org")


@pytest.mark.parametrize("sender", ["", "post", "post@local", "påst@example.org", "a b@example.org"])
def test_mail_needs_an_address_that_it_comes_from(sender: str) -> None:
    with pytest.raises(SettingsRefused, match="MAIL_FROM"):
        Settings(mail_url="smtp://localhost", mail_from=sender)


def test_a_password_is_in_no_log() -> None:
    assert "secret" not in repr(smtp.read("smtps://u:secret@mail.example.org"))
