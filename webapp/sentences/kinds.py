"""The kinds of acts in the audit trail, in a word or two."""

from flask_babel import gettext as _

from engine.ledger.audit import Action
from webapp.sentences import drafts, reminding


def name(action: str) -> str:
    """What kind of act it is; one that is not known stands as it is."""
    return _names().get(action, action)


def _names() -> dict[str, str]:
    return {**_of_cases(), **_of_tasks(), **_of_the_rest()}


def _of_cases() -> dict[str, str]:
    return {
        Action.CASE_OPENED: _("Case opened"),
        Action.CASE_CLOSED: _("Case closed"),
        Action.CASE_HALTED: _("Case halted"),
        Action.CASE_RETRIED: _("Tried again"),
        Action.CASE_RESUMED: _("Case goes on"),
        Action.CASE_ACTION: _("Case action"),
        Action.CASE_IDLE: _("Case without activity"),
        Action.SECRECY_CHANGED: _("Confidentiality changed"),
        Action.CASE_READ: _("Confidential case read"),
        Action.CASE_PAUSED: _("Case paused"),
        Action.CASE_PAUSE_ENDED: _("Case goes on after a pause"),
        Action.PROGRAMME_ACTION: _("Action of the programme"),
        Action.PARTY_JOINED: _("Organisation takes part"),
        Action.PARTY_LEFT: _("Organisation leaves the case"),
        Action.ROLE_GIVEN: _("Role given"),
        Action.VOTERS_CHOSEN: _("Voters chosen"),
    }


def _of_tasks() -> dict[str, str]:
    return {
        Action.TASK_CLAIMED: _("Task taken"),
        Action.TASK_RELEASED: _("Task returned"),
        Action.TASK_REASSIGNED: _("Task handed over"),
        Action.TASK_OFFERED: _("Task offered anew"),
        Action.TASK_COMPLETED: _("Task completed"),
        Action.TASK_RECOUNTED: _("Deadline counted anew"),
        Action.DEADLINE_EXTENDED: _("Deadline extended"),
        Action.FOLLOW_UP_SET: _("Follow-up date changed"),
        Action.TASK_WITHDRAWN: _("Task no longer needed"),
    }


def _of_the_rest() -> dict[str, str]:
    return {
        Action.TIMER_FIRED: _("Deadline of the process passed"),
        Action.MESSAGE_RECEIVED: _("Message received"),
        Action.MESSAGE_DISCARDED: _("Undelivered message given up"),
        Action.KEY_MADE: _("Key for messages made"),
        Action.KEY_REVOKED: _("Key for messages revoked"),
        Action.JOB_DONE: _("Automatic step done"),
        Action.JOB_PARKED: _("Automatic step failed"),
        Action.DECISION_MADE: _("Decision table used"),
        Action.GATE_DECIDED: _("Gate decided"),
        Action.GATE_PUBLISHED: _("Public wording shown"),
        Action.TRANCHE_RELEASED: _("Tranche released"),
        Action.PROCESS_PUBLISHED: _("Process published"),
        Action.START_GIVEN_UP: _("Start by the clock given up"),
        Action.START_RETRIED: _("Start by the clock tried again"),
        Action.PROCESS_REFUSED: _("Publication refused"),
        **drafts.kinds(),
        **reminding.kinds(),
        Action.ORGANISATION_ADDED: _("Organisation added"),
        Action.CLOSING_DAYS_ADDED: _("Closing days added"),
        Action.CLOSING_DAYS_REMOVED: _("Closing days removed"),
        **_of_people(),
        Action.TRAIL_EXPORTED: _("Audit trail exported"),
        Action.SAMPLE_DRAWN: _("Sample drawn"),
        Action.FINDING_RECORDED: _("Finding recorded"),
        Action.SAMPLE_FINISHED: _("Review of a sample finished"),
    }


def _of_people() -> dict[str, str]:
    return {
        Action.PERSON_ADDED: _("Person added"),
        Action.ORGANISATION_CHANGED: _("Organisation changed"),
        Action.PERSON_CHANGED: _("Person changed"),
        Action.PERSON_DEACTIVATED: _("Person no longer active"),
        Action.PERSON_REACTIVATED: _("Person active again"),
        Action.MEMBERSHIP_GIVEN: _("Role given in an organisation"),
        Action.MEMBERSHIP_CHANGED: _("Time of a role changed"),
        Action.MEMBERSHIP_ENDED: _("Role ended in an organisation"),
        Action.SIGN_IN_ENDED: _("Sign-ins ended"),
        Action.ACCOUNT_INVITED: _("Invitation sent"),
        Action.INVITATION_TAKEN: _("Password chosen by invitation"),
        Action.SUBSTITUTE_NAMED: _("Substitute named"),
        Action.SUBSTITUTE_ENDED: _("Substitution ended"),
        Action.SETTINGS_CHANGED: _("Settings changed"),
        Action.SIGNED_IN: _("Signed in"),
        Action.SIGN_IN_FAILED: _("Sign-in failed"),
    }
