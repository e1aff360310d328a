"""One sentence per audit entry, made when it is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from engine.casework import captions
from engine.casework.processes import ProcessVersion
from engine.insight.trail import Page
from engine.ledger.audit import Action, Actor, AuditEntry
from webapp import formats, languages
from webapp.sentences import (
    closing,
    dates,
    drafts,
    gates,
    incidents,
    incoming,
    kinds,
    notices,
    reminding,
    review,
    roles,
    roster,
    sending,
    substitutes,
    team,
)
from webapp.sentences.names import people as _people
from webapp.sentences.names import person as _person
from webapp.sentences.names import task as _task

Details = Mapping[str, Any]


def actor(entry: AuditEntry, page: Page) -> str:
    """Who acted: a person's name, or the clock, the system or the command line."""
    who = entry.facts["actor"]
    if isinstance(who, int):
        return _person(who, page)
    words = {Actor.CLOCK: _("The clock"), Actor.SYSTEM: _("The system"), Actor.COMMAND: _("Command line")}
    return words.get(who, str(who))


def chain(entry: AuditEntry, page: Page) -> str:
    """Whose chain an entry stands in: an organisation's, or that of acts which belong to none."""
    organisation = page.organisations.get(entry.chain)
    name = organisation.name if organisation else _("The whole installation")
    return _("%(name)s, chain %(number)s", name=name, number=entry.chain)


def action(name: str) -> str:
    """What kind of act it is, for choosing in a list."""
    return kinds.name(name)


def sentence(entry: AuditEntry, page: Page) -> str:
    """What was done, as one sentence."""
    if entry.action == Action.DECISION_MADE:
        return _decided(entry, page)
    if entry.action == Action.CASE_ACTION:
        return _case_action(entry, page)
    if entry.action == Action.CASE_HALTED:
        return _halted(entry, page)
    make = _SENTENCES.get(entry.action)
    return make(entry.facts["details"], page) if make else action(entry.action)


def _opened(details: Details, page: Page) -> str:
    return _("The case was opened on release %(release)s of the process.", release=details["release"])


def _closed(details: Details, page: Page) -> str:
    return _("The case was closed: %(reason)s.", reason=closing.reason(details["reason"]))


def _halted(entry: AuditEntry, page: Page) -> str:
    details = entry.facts["details"]
    version = page.versions.get((entry.case_id or 0, details.get("process", "")))
    why = incidents.words(details["code"], incidents.place(version, details["element"]))
    return _("The case was halted. %(why)s", why=why)


def _completed(details: Details, page: Page) -> str:
    if "for" in details:
        return _("Completed “%(task)s” for %(name)s.", task=_task(details, page), name=_person(details["for"], page))
    return _("Completed “%(task)s”.", task=_task(details, page))


def _claimed(details: Details, page: Page) -> str:
    if "for" in details:
        return _("Took “%(task)s” for %(name)s.", task=_task(details, page), name=_person(details["for"], page))
    return _("Took “%(task)s”.", task=_task(details, page))


def _released(details: Details, page: Page) -> str:
    return _("Returned “%(task)s” to the group.", task=_task(details, page))


def _reassigned(details: Details, page: Page) -> str:
    return _("Handed “%(task)s” over to %(name)s.", task=_task(details, page), name=_person(details["after"], page))


def _withdrawn(details: Details, page: Page) -> str:
    return _("“%(task)s” is no longer needed.", task=_task(details, page))


def _timer(details: Details, page: Page) -> str:
    count = len(details["timers"])
    return ngettext("A deadline of the process passed.", "%(num)s deadlines of the process passed.", count)


def _message(details: Details, page: Page) -> str:
    name = incoming.name(details["name"])
    if "came" in details:
        when = formats.moment(datetime.fromisoformat(details["came"]))
        return _("The case received “%(name)s”, which had come early: %(when)s.", name=name, when=when)
    return _("The case received “%(name)s”.", name=name)


def _case_action(entry: AuditEntry, page: Page) -> str:
    details = entry.facts["details"]
    version = page.versions.get((entry.case_id or 0, details["process"]))
    name = languages.text(version.action(details["element"])) if version is not None else ""
    return _("Sent “%(action)s” to the case.", action=name or details["action"])


def _job(details: Details, page: Page) -> str:
    return _("The automatic step “%(type)s” was done.", type=roles.job(details["type"]))


def _job_parked(details: Details, page: Page) -> str:
    return _("The automatic step “%(type)s” failed and waits to be mended.", type=roles.job(details["type"]))


def _notice(details: Details, page: Page) -> str:
    if not details["to"]:
        return _("The message “%(title)s” had no receiver.", title=notices.title(details["template"]))
    return _(
        "The message “%(title)s” was sent to %(names)s.",
        title=notices.title(details["template"]),
        names=_people(details["to"], page),
    )


def _decided(entry: AuditEntry, page: Page) -> str:
    details = entry.facts["details"]
    decision, value = details["decision"], details["value"]
    rules = [rule for table in details["tables"] for rule in table["rules"]]
    words = _Captions(page.versions.get((entry.case_id or 0, details["process"])), decision)
    if not rules:
        return _("The decision table “%(table)s” matched no rule.", table=words.of(""))
    return _(
        "The decision table “%(table)s” gave “%(value)s”. %(rules)s",
        table=words.of(""),
        value=words.of(f"value:{value}", value) if isinstance(value, str | int) else "-",
        rules=" ".join(words.of(f"rule:{rule}", "") for rule in rules),
    ).strip()


@dataclass(frozen=True)
class _Captions:
    """The words of one decision table in the reader's language; keys where it has none."""

    version: ProcessVersion | None
    decision: str

    def of(self, part: str, otherwise: object = None) -> str:
        names = self.version.name(captions.key(self.decision, part)) if self.version is not None else {}
        return languages.text(names) or str(self.decision if otherwise is None else otherwise)


def _idle(details: Details, page: Page) -> str:
    when = formats.moment(datetime.fromisoformat(details["since"]))
    return _("Nobody has done anything in the case since %(when)s.", when=when)


def _gate_decided(details: Details, page: Page) -> str:
    words = {
        "gate": details["gate"],
        "decision": gates.decision(details["decision"]),
        "proposal": gates.decision(details["proposal"]),
        "serial": details["serial"],
    }
    return _("%(gate)s: %(decision)s (proposed: %(proposal)s), no. %(serial)s in the journal.", **words)


def _gate_published(details: Details, page: Page) -> str:
    return _("The public wording of %(gate)s is shown on the page of the case.", gate=details["gate"])


def _tranche(details: Details, page: Page) -> str:
    amount = gates.amount(details["amount"], details["currency"])
    return _("%(amount)s released at %(gate)s.", amount=amount, gate=details["gate"])


def _published(details: Details, page: Page) -> str:
    key = details["process"]
    version = page.published.get((key, details["versions"][key]))
    name = languages.text(version.name()) if version else ""
    names = {"release": details["release"], "process": name or key}
    if not details["reason"]:
        return _("Published release %(release)s of “%(process)s”.", **names)
    return _("Published release %(release)s of “%(process)s”: %(reason)s", **names, reason=details["reason"])


def _given_up(details: Details, page: Page) -> str:
    when = formats.moment(datetime.fromisoformat(details["due"]))
    told = _people(details["told"], page)
    names = {"process": details["process"], "when": when, "names": told}
    return _("The clock gave up beginning “%(process)s”, which was due on %(when)s; told: %(names)s.", **names)


def _start_retried(details: Details, page: Page) -> str:
    return _("Let the clock try again to begin “%(process)s”.", process=details["process"])


def _refused(details: Details, page: Page) -> str:
    return ngettext(
        "Files were not published because of %(num)s problem (%(codes)s).",
        "Files were not published because of %(num)s problems (%(codes)s).",
        details["problems"],
        codes=", ".join(details["codes"]),
    )


_SENTENCES: dict[str, Callable[[Details, Page], str]] = {
    Action.CASE_OPENED: _opened,
    Action.CASE_CLOSED: _closed,
    **team.SENTENCES,
    **substitutes.SENTENCES,
    **roster.SENTENCES,
    Action.TASK_COMPLETED: _completed,
    Action.TASK_CLAIMED: _claimed,
    Action.TASK_RELEASED: _released,
    Action.TASK_REASSIGNED: _reassigned,
    Action.TASK_WITHDRAWN: _withdrawn,
    **dates.SENTENCES,
    Action.TIMER_FIRED: _timer,
    Action.MESSAGE_RECEIVED: _message,
    Action.JOB_DONE: _job,
    Action.JOB_PARKED: _job_parked,
    Action.NOTICE_SENT: _notice,
    Action.CASE_IDLE: _idle,
    Action.GATE_DECIDED: _gate_decided,
    Action.GATE_PUBLISHED: _gate_published,
    Action.TRANCHE_RELEASED: _tranche,
    Action.PROCESS_PUBLISHED: _published,
    Action.PROCESS_REFUSED: _refused,
    Action.START_GIVEN_UP: _given_up,
    Action.START_RETRIED: _start_retried,
    **drafts.SENTENCES,
    **review.SENTENCES,
    **sending.SENTENCES,
    **reminding.SENTENCES,
}
