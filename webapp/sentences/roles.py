"""Roles, organisations, countries and calendars in words."""

from flask_babel import gettext as _

from engine.people import calendars
from engine.people.organisations import Country, OrganisationKind


def name(key: str) -> str:
    """The name of a role; a role that no table knows stands as it is."""
    return _names().get(key, key)


def asked(written: str) -> str:
    """Whom a step asks for: a role, or words for one that the model computes in the case."""
    return _("decided in the case") if written.startswith("=") else name(written)


def kind(key: str) -> str:
    """What an organisation is."""
    words = {
        OrganisationKind.MUNICIPALITY: _("Municipality"),
        OrganisationKind.REGION: _("Region"),
        OrganisationKind.UNIVERSITY: _("University"),
        OrganisationKind.COMPANY: _("Company"),
        OrganisationKind.OTHER: _("Other organisation"),
    }
    return {value.value: word for value, word in words.items()}.get(key, key)


def country(code: str) -> str:
    """The name of a country."""
    return {Country.DENMARK.value: _("Denmark"), Country.SWEDEN.value: _("Sweden")}.get(code, code)


def calendar(key: str) -> str:
    """Whose working days count."""
    words = {
        calendars.DENMARK: _("Danish calendar"),
        calendars.SWEDEN: _("Swedish calendar"),
        calendars.BOTH: _("calendars of both countries"),
    }
    return words.get(key, key)


def place(calendar: str) -> str:
    """The country or countries of a calendar."""
    return _("Denmark and Sweden") if calendar == calendars.BOTH else country(calendar)


def job(kind_of_job: str) -> str:
    """What an automatic step does; one that is not known stands as it is."""
    words = {
        "notify.message": _("Send a message"),
        "people.assign_roles": _("Name people for roles"),
        "gate.completeness": _("Check whether the file is complete"),
        "gate.release_tranche": _("Release the tranche"),
        "records.journalise": _("Enter the decision in the journal"),
        "gate.publish": _("Show the public wording"),
    }
    return words.get(kind_of_job, kind_of_job)


def _names() -> dict[str, str]:
    return {
        "need_owner": _("Need owner"),
        "tf_coord": _("Task force coordinator"),
        "pm": _("Project manager"),
        "board": _("Strategic task force (decision)"),
        "chair": _("Board chair"),
        "deputy": _("Deputy chair"),
        "architect": _("Solution and data architect"),
        "dpo": _("Data protection officer"),
        "legal": _("Legal adviser"),
        "ciso": _("Information security manager"),
        "researcher": _("Researcher"),
        "company": _("Company partner"),
        "procure": _("Procurement officer"),
        "finance": _("Controller"),
        "benefit_owner": _("Benefit owner"),
        "ops_owner": _("Operations owner"),
        "adopter": _("Adopting municipality"),
        "registrar": _("Records officer"),
        "manager": _("Line manager"),
        "reviewer": _("Audit reviewer"),
        "process_owner": _("Process owner"),
        "reader": _("Reader"),
        "admin": _("Administrator"),
    }
