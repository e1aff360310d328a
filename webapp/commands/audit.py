"""Whether the audit trail is whole, and proofs of it."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import database
from engine.casework import handedin
from engine.ledger import checkpoints, keys, merkle, notes, verification
from engine.ledger.audit import PLATFORM, AuditEntry
from engine.ledger.seals import Compared
from engine.ledger.verification import Evidence, Fault, Stretch, Verdict
from engine.people import organisations
from webapp import settings
from webapp.settings import Settings

SOUND, BROKEN, COULD_NOT_CHECK = 0, 1, 2
FILE = click.Path(path_type=Path, dir_okay=False)
WORDS = {
    "missing": "the entry is missing",
    "changed": "the entry was changed",
    "unlinked": "the entry does not follow from the one before it",
    "tail_cut": "the entries from here on are gone",
    "extra_tail": "entries were added without the product",
    "rehashed": "all links fit, but these are not the entries that were signed: the chain was changed and hashed anew",
    "other_key": "a note about this many entries is signed with another key",
    "bad_signature": "a note about this many entries was changed after it was signed",
}


@click.group("audit")
def command() -> None:
    """Check the audit trail."""


@command.command()
@click.option("--chain", type=int, default=None, help="One chain: an organisation's number, 0: the platform.")
@click.option("--org", default="", help="One chain: an organisation's key.")
@click.option("--from", "first", type=click.IntRange(1), default=1, help="Of one chain: the first entry to read.")
@click.option("--to", "last", type=click.IntRange(1), default=None, help="Of one chain: the last entry to read.")
@click.option("--checkpoint", type=FILE, multiple=True, help="A file of signed notes that was kept elsewhere.")
@click.option("--key", type=FILE, default=None, help="The key that notes must be signed with (PEM), if not that here.")
def verify(
    chain: int | None, org: str, first: int, last: int | None, checkpoint: tuple[Path, ...], key: Path | None
) -> None:
    """Read the chains and hold them against signed notes. Exit code 0: sound, 1: broken, 2: could not be checked."""
    chosen = settings.from_environment()
    with _reading(chosen) as session:
        stretch = Stretch(chain=_chain(session, chain, org), first=first, last=last)
        if stretch.chain is None and (first, last) != (1, None):
            _stop("--from and --to need one chain: say --org or --chain.")
        evidence = _evidence(chosen, checkpoint, key)
        verdict = verification.verify(session, stretch, evidence)
        compared = handedin.compare(session, stretch)
        if stretch.chain is not None and stretch.chain not in verdict.chains:
            _stop(f"There is no chain {stretch.chain}.")
        unchecked = evidence.verifier is None and bool(checkpoints.newest_notes(session))
    _report(verdict, compared)
    if unchecked:
        click.echo(f"Signatures were not checked: there is no key at {key or chosen.audit_key}.", err=True)
    sys.exit(BROKEN if not (verdict.sound and compared.sound) else COULD_NOT_CHECK if unchecked else SOUND)


@command.command()
@click.argument("seq", type=click.IntRange(1))
@click.option("--chain", type=int, default=None, help="The chain: an organisation's number, 0: the platform.")
@click.option("--org", default="", help="The chain: an organisation's key.")
def prove(seq: int, chain: int | None, org: str) -> None:
    """Print a proof that an entry is among those of the last signed note of its chain (RFC 6962), as JSON."""
    with _reading(settings.from_environment()) as session:
        number = _chain(session, chain, org)
        number = PLATFORM if number is None else number
        signed = [row for row in checkpoints.of_chain(session, number) if row.size >= seq]
        if not signed:
            _stop(f"No signed note covers entry {seq} of chain {number} yet.")
        size = signed[-1].size
        query = sa.select(AuditEntry.hash).where(AuditEntry.chain == number, AuditEntry.seq <= size)
        hashes = list(session.scalars(query.order_by(AuditEntry.seq)))
        body = session.scalars(
            sa.select(AuditEntry.body).where(AuditEntry.chain == number, AuditEntry.seq == seq)
        ).one_or_none()
        note = signed[-1].note
    path = merkle.inclusion(hashes, seq - 1)
    if body is None or merkle.root_from(hashes[seq - 1], seq - 1, size, path) != signed[-1].root:
        click.echo(f"Entry {seq} of chain {number} is not what was signed: run innotech360 audit verify.", err=True)
        sys.exit(BROKEN)
    proof = {"note": note, "index": seq - 1, "size": size, "body": body}
    previous = hashes[seq - 2].hex() if seq > 1 else "00" * merkle.WIDTH
    more = {"previous": previous, "hash": hashes[seq - 1].hex(), "path": [one.hex() for one in path]}
    click.echo(json.dumps({**proof, **more}, ensure_ascii=False, indent=2))


@command.command()
def key() -> None:
    """Print the public half of the key, one line for each chain, for whoever checks notes elsewhere."""
    chosen = settings.from_environment()
    try:
        verifier = keys.verifier(chosen.audit_key)
    except keys.KeyRefused as problem:
        _stop(str(problem))
    with _reading(chosen) as session:
        for measured in checkpoints.measure(session):
            click.echo(verifier.written(notes.origin(chosen.host, measured.chain)))


@contextmanager
def _reading(chosen: Settings) -> Iterator[Session]:
    engine = database.create_engine(chosen.database_url)
    try:
        with database.session_factory(engine)() as session:
            yield session
    except sa.exc.SQLAlchemyError as problem:
        _stop(f"The audit trail could not be checked: {getattr(problem, 'orig', problem)}")
    finally:
        engine.dispose()


def _chain(session: Session, chain: int | None, org: str) -> int | None:
    if not org:
        return chain
    found = organisations.find(session, org)
    if found is None:
        _stop(f"There is no organisation {org}.")
    return found.id


def _evidence(chosen: Settings, files: tuple[Path, ...], key: Path | None) -> Evidence:
    """The notes of the file here and of those named, and the key here or the one named."""
    known = [chosen.audit_notes] if chosen.audit_notes.exists() else []
    kept = []
    for file in [*known, *files]:
        try:
            found = list(notes.read(file.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError) as problem:
            _stop(f"{file} could not be read: {problem}")
        if not found and file in files:
            _stop(f"{file} holds no signed note.")
        kept += found
    path = key or chosen.audit_key
    try:
        verifier = keys.verifier(path) if key or path.exists() else None
    except keys.KeyRefused as problem:
        _stop(str(problem))
    return Evidence(notes=tuple(kept), verifier=verifier)


def _report(verdict: Verdict, compared: Compared) -> None:
    for fault in verdict.faults:
        click.echo(_sentence(fault), err=True)
    for trigger in verdict.unprotected:
        click.echo(f"The audit table is not protected: {trigger} is missing", err=True)
    for result in verdict.results:
        if result.fault is not None and result.sound_up_to:
            click.echo(f"Chain {result.chain} is sound up to entry {result.sound_up_to}.", err=True)
    for one in compared.differing:
        case = f"case {one.case}" if one.case else "a case that is gone"
        click.echo(
            f"The answers of task {one.task} in {case} are not those that were handed in "
            f"(entry {one.seq} of chain {one.chain}).",
            err=True,
        )
    if verdict.sound and compared.sound:
        chains = "1 chain" if len(verdict.chains) == 1 else f"{len(verdict.chains)} chains"
        click.echo(f"Sound: {verdict.entries} entries in {chains}.")
    click.echo(f"Answers of tasks held against the trail: {compared.covered}; not covered: {compared.uncovered}.")


def _sentence(fault: Fault) -> str:
    place = f"entry {fault.seq}" if fault.until is None else f"entry {fault.seq} (until {fault.until} at the latest)"
    return f"Chain {fault.chain} is broken at {place}: {fault.code}. {WORDS[fault.code].capitalize()}."


def _stop(words: str) -> NoReturn:
    click.echo(words, err=True)
    sys.exit(COULD_NOT_CHECK)
