"""The state of the chains: how far each is sound and signed, and the notes to keep elsewhere."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from flask import current_app, render_template, send_file
from werkzeug.wrappers import Response

from engine.ledger import checkpoints, checks, keys, notes
from engine.ledger.audit import PLATFORM
from engine.ledger.verification import Fault
from engine.people import organisations, roles
from webapp import access
from webapp.audit.views import blueprint
from webapp.database import db
from webapp.settings import Settings


@dataclass(frozen=True, kw_only=True)
class State:
    """One chain; `organisation` is empty for that of the whole installation."""

    chain: int
    organisation: str
    written: int
    sound_up_to: int | None
    signed: int
    signed_at: datetime | None
    fault: Fault | None

    @property
    def unsigned(self) -> int:
        """How many entries no note covers yet."""
        return self.written - self.signed


@blueprint.get("/chains")
@access.holding(roles.REVIEWER, roles.ADMIN)
def chains() -> str:
    """How far each chain is sound and signed."""
    check = checks.last(db.session())
    states = _states(check)
    return render_template("audit/chains.html", check=check, states=states, key=_key(states))


@blueprint.get("/chains/notes.txt")
@access.holding(roles.REVIEWER, roles.ADMIN)
def signed_notes() -> Response:
    """The last signed note of each chain, to be kept where nobody can reach it who can reach the database."""
    content = "\n".join(checkpoints.newest_notes(db.session())).encode()
    return send_file(BytesIO(content), "text/plain; charset=utf-8", as_attachment=True, download_name="audit-notes.txt")


def _states(check: checks.AuditCheck | None) -> list[State]:
    session = db.session()
    names = {one.id: one.name for one in organisations.all_of(session)}
    found = check.chains if check is not None else {}
    measured = {one.chain: one for one in checkpoints.measure(session)}
    states = []
    for chain in sorted(measured.keys() | found.keys(), key=lambda one: (one != PLATFORM, names.get(one, ""), one)):
        result, now = found.get(chain), measured.get(chain)
        state = State(
            chain=chain,
            organisation=names.get(chain, ""),
            written=now.written if now is not None else 0,
            sound_up_to=result.sound_up_to if result is not None else None,
            signed=now.signed if now is not None else 0,
            signed_at=now.at if now is not None else None,
            fault=result.fault if result is not None else None,
        )
        states.append(state)
    return states


def _key(states: list[State]) -> list[str]:
    """The public half of the key, a line for each chain; nothing while there is no key."""
    settings: Settings = current_app.extensions["innotech360-settings"]
    try:
        verifier = keys.verifier(settings.audit_key)
    except keys.KeyRefused:
        return []
    return [verifier.written(notes.origin(settings.host, state.chain)) for state in states]
