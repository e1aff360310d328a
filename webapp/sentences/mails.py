"""What a mail says: a subject, paragraphs and links, made from facts in the language of whoever gets it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from engine.casework.deadlines import HOURS
from engine.casework.mails import DIGEST, Mail
from engine.casework.notices import NOTICE
from engine.casework.reminders import FOLLOW_UP, REMINDER, TASK_NEW
from engine.casework.roster.people import INVITATION
from engine.ledger.outbox import MessageState
from engine.people.wishes import About, Choice
from webapp import formats, invitationmarks, languages
from webapp.sentences import notices
from webapp.sentences.links import Link

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """Several links under one heading."""

    heading: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class Words:
    """A mail in words."""

    subject: str
    paragraphs: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    sections: tuple[Section, ...] = ()


def words(mail: Mail) -> Words:
    """The words of a mail, in the language that is set."""
    if mail.template.startswith(NOTICE):
        return _notice(mail)
    return _MAKERS[mail.template](mail)


def about(subject: About) -> str:
    """What a kind of mail tells of."""
    return {
        About.TASKS: _("New tasks"),
        About.REMINDERS: _("Reminders of deadlines"),
        About.NEWS: _("Messages from cases"),
        About.DAILY: _("Daily overview"),
    }[subject]


def about_key(key: str) -> str:
    """What a kind of mail tells of, by its key."""
    return about(About(key))


def failure(error: str) -> str:
    """Why a mail could not be sent, with the answer of the server where there was one."""
    kind, _space, rest = error.partition(" ")
    code, _space, answer = rest.partition(" ")
    told = f"{code} {answer}".removeprefix("- ").strip()
    words = {
        "MailRefused": _("The server refuses this mail. The address may be wrong: %(answer)s", answer=told),
        "MailServerAway": _("The mail server could not be reached or did not let us in: %(answer)s", answer=told),
        "MailBounced": _("It came back: nobody takes mail at this address (%(answer)s)", answer=told),
        "MailNotSent": _("The server put the mail off again and again: %(answer)s", answer=told),
    }
    return words.get(kind) or _("The mail could not be written: %(answer)s", answer=told or kind)


def choice(chosen: Choice) -> str:
    """When somebody wants to be told."""
    return {
        Choice.AT_ONCE: _("At once"),
        Choice.DAILY: _("Once a day"),
        Choice.NEVER: _("No mail"),
    }[chosen]


def state(key: str) -> str:
    """How far a mail has come."""
    return {
        MessageState.NEW: _("Waits to be sent"),
        MessageState.SENT: pgettext("status of a mail", "Sent"),
        MessageState.PARKED: _("Could not be sent"),
        MessageState.DROPPED: pgettext("status of a mail", "No longer needed"),
    }[MessageState(key)]


def state_kind(key: str) -> str:
    """How that is coloured."""
    return {MessageState.SENT.value: "done", MessageState.PARKED.value: "late"}.get(key, "calm")


def reason(mail: Mail) -> str:
    """Why somebody gets a mail."""
    if mail.template == INVITATION:
        return _("You get this mail because an administrator has invited you.")
    if mail.required:
        return _("Reminders of deadlines in hours or calendar days, as laws set them, cannot be switched off.")
    return _("You get this mail because of your settings for “%(about)s”.", about=about(mail.about))


def _new(mail: Mail) -> Words:
    """A task that has begun."""
    values = mail.values
    name = languages.text(values["names"])
    lines = [
        _("A new task waits for you in case %(number)s.", number=values["number"])
        if not values["group"]
        else _("A new task waits for your roles in case %(number)s. Take it if you can do it.", number=values["number"])
    ]
    if values["stand_in"]:
        lines.append(_("The coordinator stands in: nobody holds this role."))
    lines.append(_due(values))
    return Words(
        subject=_("New task: %(task)s (%(number)s)", task=name, number=values["number"]),
        paragraphs=tuple(filter(None, lines)),
        links=(_open(values, name),),
    )


def _reminder(mail: Mail) -> Words:
    """A deadline that comes near, is today or has passed, to whoever has the task or to somebody above."""
    values = mail.values
    name = languages.text(values["names"])
    state = _state(values, mail.written_at)
    facts = {"task": name, "number": values["number"], "when": _moment(values)}
    subject = {
        "before": _("Due %(when)s: %(task)s (%(number)s)", **facts),
        "today": _("Due today: %(task)s (%(number)s)", **facts),
        "after": _("Overdue since %(when)s: %(task)s (%(number)s)", **facts),
    }[state]
    if not values["who"]:
        lines = {
            "before": _("A task of yours in case %(number)s is due %(when)s.", **facts),
            "today": _("A task of yours in case %(number)s is due today, %(when)s.", **facts),
            "after": _("A task of yours in case %(number)s was due %(when)s.", **facts),
        }
    else:
        lines = {
            "before": _("A task of others in case %(number)s is due %(when)s.", **facts),
            "today": _("A task of others in case %(number)s is due today, %(when)s.", **facts),
            "after": _("A task of others in case %(number)s was due %(when)s.", **facts),
        }
    nobody = _("Nobody has taken it yet.") if values["group"] else ""
    whose = _("You are told because of your role. The task stays with whoever has it.") if values["who"] else ""
    return Words(
        subject=subject, paragraphs=tuple(filter(None, (lines[state], nobody, whose))), links=(_open(values, name),)
    )


def _follow_up(mail: Mail) -> Words:
    """The day has come that somebody noted for looking at a task again."""
    values = mail.values
    name = languages.text(values["names"])
    lines = (
        _("You wanted to look at a task in case %(number)s again today.", number=values["number"]),
        _due(values),
    )
    return Words(
        subject=_("To follow up today: %(task)s (%(number)s)", task=name, number=values["number"]),
        paragraphs=tuple(filter(None, lines)),
        links=(_open(values, name),),
    )


def _digest(mail: Mail) -> Words:
    """What waits for a person this morning."""
    values = mail.values
    groups = (
        ("overdue", _("Overdue")),
        ("today", _("Due today")),
        ("new", _("New tasks")),
        ("soon", _("Due within a week")),
    )
    sections = [Section(heading, tuple(map(_line, values[key]))) for key, heading in groups if values[key]]
    if values["news"]:
        sections.append(Section(_("Messages"), tuple(map(_message, values["news"]))))
    others = values["others"]
    words = _others(others, alone=not sections) if others else ""
    day = formats.day(mail.written_at)
    return Words(
        subject=_("Your tasks on %(day)s", day=day),
        paragraphs=tuple(filter(None, (words,))),
        links=(Link(_("Open my tasks"), "inbox.index"),),
        sections=tuple(sections),
    )


def _others(count: int, *, alone: bool) -> str:
    """How many open tasks the overview does not list."""
    if alone:
        return ngettext("%(num)s other task is open.", "%(num)s other tasks are open.", count)
    return ngettext(
        "Besides what is listed here, %(num)s task is open.",
        "Besides what is listed here, %(num)s tasks are open.",
        count,
    )


def _line(task: Values) -> Link:
    """A task in the overview: what, in which case, until when, and whether somebody has it."""
    facts = {"task": languages.text(task["names"]), "number": task["number"]}
    if task["deadline"]:
        words = _("%(task)s (%(number)s), due %(when)s", when=_moment(task), **facts)
    else:
        words = _("%(task)s (%(number)s)", **facts)
    if task["group"]:
        words = _("%(line)s – waits for your roles", line=words)
    return Link(words, "tasks.show", {"task_id": task["task"]})


def _message(one: Values) -> Link:
    return Link(_with_number(notices.title(one["template"].removeprefix(NOTICE)), one["number"]), "inbox.index")


def _with_number(title: str, number: str) -> str:
    """A title with the number of its case, where it belongs to one."""
    return f"{title} ({number})" if number else title


def _state(values: Values, at: datetime) -> str:
    """Where a deadline stands at a moment: before, today or after."""
    deadline = datetime.fromisoformat(values["deadline"])
    if deadline <= at:
        return "after"
    return "today" if formats.local_day(deadline) == formats.local_day(at) else "before"


def _due(values: Values) -> str:
    return _("It is due %(when)s.", when=_moment(values)) if values["deadline"] else ""


def _moment(values: Values) -> str:
    """The day of a deadline; with the time of day where hours count."""
    deadline = datetime.fromisoformat(values["deadline"])
    return formats.moment(deadline) if values["kind"] == HOURS else formats.day(deadline)


def _open(values: Values, name: str) -> Link:
    return Link(_("Open the task “%(task)s”", task=name), "tasks.show", {"task_id": values["task"]})


def _notice(mail: Mail) -> Words:
    template, number = mail.template.removeprefix(NOTICE), mail.values["number"]
    title = notices.title(template)
    read = Link(_("Read the message"), "inbox.index")
    if not number:
        return Words(
            subject=title, paragraphs=(_("There is a message for you: %(title)s.", title=title),), links=(read,)
        )
    case = Link(_("Open the case"), "cases.show", {"number": number})
    return Words(
        subject=_with_number(title, number),
        paragraphs=(_("There is a message for you in case %(number)s: %(title)s.", number=number, title=title),),
        links=(read,) if template in notices.OF_THE_GONE else (read, case),
    )


def _invitation(mail: Mail) -> Words:
    """The link by which a new person, or one who has lost theirs, chooses a password."""
    token = invitationmarks.write(mail.recipient, mail.values["seal"], mail.written_at)
    return Words(
        subject=_("Choose a password for InnoTech 360"),
        paragraphs=(
            _("InnoTech 360 is the task force's tool for cases across Denmark and Sweden. You have an account there."),
            _("The link is good once, for seven days. Do not pass it on."),
        ),
        links=(Link(_("Choose a password"), "invitation.show", {"token": token}),),
    )


_MAKERS: dict[str, Callable[[Mail], Words]] = {
    TASK_NEW: _new,
    REMINDER: _reminder,
    FOLLOW_UP: _follow_up,
    DIGEST: _digest,
    INVITATION: _invitation,
}
