"""A mail as it goes out: subject, plain text and a simple page, with the headers that mail programs go by."""

from dataclasses import dataclass, replace
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import urlsplit

from flask import current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from engine.casework.mails import Mail
from webapp import formats, languages
from webapp.mail import tokens
from webapp.sentences import mails
from webapp.sentences.links import Link
from webapp.sentences.mails import Words


@dataclass(frozen=True)
class Written:
    """A mail in words, with the addresses of its links. `stop` is empty where a mail cannot be switched off."""

    words: Words
    reason: str
    choose: str
    choose_words: str
    stop: str
    stop_words: str
    base: str
    language: str

    def address(self, link: Link) -> str:
        """Where a link leads."""
        return _address(self.base, link.route, **link.values)


def write(mail: Mail, base: str) -> Written:
    """The words of a mail in the language and time zone of its receiver; links begin with `base`."""
    with force_locale(languages.LOCALES[mail.language]), formats.in_zone(mail.zone):
        stop = "" if mail.required else _address(base, "mail.stop", token=tokens.stop(mail.recipient, mail.about))
        return Written(
            words=mails.words(mail),
            reason=mails.reason(mail),
            choose=f"{_address(base, 'account.show')}#mail",
            choose_words=_("Choose what you are told"),
            stop=stop,
            stop_words=_("Stop these mails"),
            base=base,
            language=mail.language,
        )


def title(mail: Mail, base: str) -> str:
    """The subject of a mail in the reader's own language."""
    return write(replace(mail, language=languages.current()), base).words.subject


def message(mail: Mail, base: str, sender: str) -> EmailMessage:
    """The mail as it is handed to the server."""
    written = write(mail, base)
    made = EmailMessage(policy=SMTP)
    made["From"] = _sender(sender)
    made["To"] = mail.address
    made["Subject"] = written.words.subject
    made["Date"] = format_datetime(mail.written_at)
    made["Message-ID"] = message_id(mail.id, mail.written_at, domain(sender))
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    if written.stop:
        made["List-Unsubscribe"] = f"<{written.stop}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(text(written), cte="quoted-printable")
    page = current_app.jinja_env.get_template("mail/letter.html")  # without what pages have around them
    made.add_alternative(page.render(written=written), subtype="html", cte="quoted-printable")
    made["Content-Language"] = mail.language
    return made


def message_id(mail_id: int, written_at: datetime, home: str) -> str:
    """The id that stays the same however often a mail is tried, and that no other mail ever has."""
    return f"<outbox-{tokens.mark(mail_id, written_at)}@{home}>"


def domain(sender: str) -> str:
    """The part of the sender's address that is ours."""
    return parseaddr(sender)[1].rpartition("@")[2]


def text(written: Written) -> str:
    """The plain text: paragraphs, then each link below its words."""
    words = written.words
    blocks = list(words.paragraphs)
    blocks += [f"{link.words}:\n{written.address(link)}" for link in words.links]
    for section in words.sections:
        lines = [f"- {link.words}\n  {written.address(link)}" for link in section.links]
        blocks.append("\n".join([section.heading, *lines]))
    blocks += ["-- ", written.reason, f"{written.choose_words}:\n{written.choose}"]
    if written.stop:
        blocks.append(f"{written.stop_words}:\n{written.stop}")
    return "\n\n".join(blocks) + "\n"


def _sender(sender: str) -> Address:
    name, address = parseaddr(sender)
    return Address(display_name=name, addr_spec=address)


def _address(base: str, route: str, **values: object) -> str:
    parts = urlsplit(base)
    at = current_app.url_map.bind(parts.netloc, script_name=parts.path or "/", url_scheme=parts.scheme)
    return at.build(route, values, force_external=True)
