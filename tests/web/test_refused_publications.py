"""Publications that are refused stand in the audit trail, whoever asked for them."""

import json
import re
from io import BytesIO

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from engine.casework.publishing import Bundle
from engine.ledger.audit import Action, AuditEntry
from tests.web.scene import ERRAND_FORM, Scene, errand
from webapp import publication
from webapp.commands import main
from webapp.settings import Settings

REASON = "Errands are asked for here from now on"


def test_the_trail_says_who_was_refused_with_how_many_problems_and_which(scene: Scene) -> None:
    _publish(scene, {"errand.bpmn": errand()}, profile="house")
    _publish(scene, {"broken.bpmn": b"<a", "errand.form": ERRAND_FORM}, completes="p360_main")
    scene.malin.get("/audit/?action=process.refused")

    assert "Birgit Vang Kjærsig" in scene.malin.words
    assert re.search(r"Files were not published because of \d+ problems \(\w+(, \w+){1,4}\)\.", scene.malin.words)
    assert "Files were not published because of 1 problem (xml_not_well_formed)." in scene.malin.words


def test_what_is_published_is_not_recorded_as_refused(scene: Scene) -> None:
    _publish(scene, {"errand.bpmn": errand(), "errand.form": ERRAND_FORM})

    assert _refusals(scene.sessions) == []


def test_the_command_line_is_refused_in_the_same_way(
    app: Flask, settings: Settings, written: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    _bundle, wanted = publication.shipped()
    broken = Bundle(models={"a.bpmn": b"<a", "b.bpmn": b"<b"}, forms={})
    monkeypatch.setattr(publication, "shipped", lambda _ladders: (broken, wanted))
    result = CliRunner().invoke(main, ["publish"], env={"DATABASE_URL": settings.database_url})

    assert result.exit_code == 1
    [facts] = _refusals(written)
    assert facts["actor"] == "command"
    assert facts["details"]["problems"] == 2
    assert facts["details"]["codes"] == ["xml_not_well_formed"]


def _publish(scene: Scene, files: dict[str, bytes], **sent: str) -> None:
    scene.birgit.get("/processes/publish")
    given = [(BytesIO(content), name) for name, content in files.items()]
    scene.birgit.post("/processes/publish", {"files": given, "reason": REASON, "profile": "run", **sent})


def _refusals(sessions: sessionmaker[Session]) -> list[dict[str, object]]:
    query = sa.select(AuditEntry.body).where(AuditEntry.action == Action.PROCESS_REFUSED.value)
    with sessions() as session:
        return [json.loads(body) for body in session.scalars(query)]
