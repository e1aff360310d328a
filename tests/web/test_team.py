"""The people of a case on its pages: who is named, who stands in, and what a coordinator changes."""

import pytest
import sqlalchemy as sa

from engine.casework.cases import Case
from engine.people import organisations, participants
from tests import builders
from tests.web.scene import Scene, errand, said

WHY = "The team has been put together anew."
STUDY = builders.process("study", builders.line(("t_study", builders.user("t_study", "researcher"))))


def _name(scene: Scene, number: str, role: str, who: str, by: str = "sara", **more: str) -> int:
    page, browser = f"/cases/{number}/people/roles/{role}", getattr(scene, by)
    browser.get(page)
    person = str(scene.id_of(who)) if who else ""
    return int(browser.post(page, {"person": person, "reason": WHY, **more}).status_code)


def _shown(scene: Scene, number: str, by: str = "sara") -> str:
    browser = getattr(scene, by)
    browser.get(f"/cases/{number}/people/")
    return str(browser.words).replace(" ,", ",")


def test_a_coordinator_names_the_people_of_a_case_and_the_page_shows_them(scene: Scene) -> None:
    number = scene.begin(errand())
    assert "Nobody. The coordinator stands in: Rasmus Lind Bagger" in _shown(scene, number)

    assert _name(scene, number, "pm", "mads") == 303

    assert "Project manager Mads Toft Riis, Vindelunde Kommune, since 23 Nov 2026" in _shown(scene, number)
    scene.sara.get(f"/cases/{number}")
    assert f"Project manager: Mads Toft Riis. Reason: {WHY}" in scene.sara.words


def test_the_page_of_the_case_leads_to_its_people(scene: Scene) -> None:
    number = scene.begin(errand())
    scene.karen.get(f"/cases/{number}")

    assert scene.karen.soup.find("a", string="People of the case")["href"] == f"/cases/{number}/people/"
    assert "Change" not in _shown(scene, number, "karen")


def test_naming_the_project_manager_as_chair_too_is_refused(scene: Scene) -> None:
    number = scene.begin(errand())
    with scene.writing() as session:
        mads = participants.get(session, scene.id_of("mads"))
        participants.give_role(session, mads, "chair", organisations.get(session, "vindelunde"))
    _name(scene, number, "pm", "mads")

    assert _name(scene, number, "chair", "mads") == 422

    told = "Project manager, board chair and deputy chair must be three different people."
    assert told in scene.sara.soup.select_one(".i3-errors").get_text()
    assert scene.sara.soup.select_one("#reason").get_text().strip() == WHY
    assert scene.sara.soup.select_one("#person option[selected]")["value"] == str(scene.id_of("mads"))
    assert "Board chair Nobody is named." in _shown(scene, number)


@pytest.mark.parametrize(
    ("sent", "field"),
    [({"reason": "short"}, "reason"), ({"person": "999999"}, "person"), ({"person": "x"}, "person")],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_changes(scene: Scene, sent: dict[str, str], field: str) -> None:
    number = scene.begin(errand())

    assert _name(scene, number, "pm", "mads", **sent) == 422

    assert scene.sara.soup.select_one(".i3-errors a")["href"] == f"#{field}"
    assert scene.sara.soup.select_one(f"#{field}")["aria-invalid"] == "true"
    assert "Project manager Nobody" in _shown(scene, number)


def test_who_looks_at_an_old_page_is_told_and_keeps_what_they_typed(scene: Scene) -> None:
    number = scene.begin(errand())
    _name(scene, number, "pm", "mads")

    assert _name(scene, number, "pm", "", _shown="") == 422

    assert "Somebody has changed this since you opened the page." in scene.sara.words
    assert WHY in scene.sara.text
    assert "Project manager Mads Toft Riis" in _shown(scene, number)


def test_a_role_of_several_keeps_those_who_stay_ticked_and_takes_one_more(scene: Scene) -> None:
    number = scene.begin(errand())
    _name(scene, number, "reader", "amina")
    _name(scene, number, "reader", "oscar", kept=str(scene.id_of("amina")))
    assert "Reader Amina Nyqvist, Sundets Universitet, since 23 Nov 2026 Oscar Fridell" in _shown(scene, number)

    _name(scene, number, "reader", "", kept=str(scene.id_of("oscar")))

    assert "Amina" not in _shown(scene, number).partition("More roles")[2]
    assert scene.oscar.get(f"/cases/{number}").status_code == 200
    assert scene.amina.get(f"/cases/{number}").status_code == 404


def test_the_project_manager_changes_the_people_of_the_work_only(scene: Scene) -> None:
    number = scene.begin(errand())
    _name(scene, number, "pm", "mads")

    assert _name(scene, number, "researcher", "amina", by="mads") == 303

    scene.mads.get(f"/cases/{number}/people/")
    links = {link["href"].rpartition("/")[2] for link in scene.mads.soup.select("main td a")}
    assert {"researcher", "architect", "benefit_owner"} <= links
    assert not links & {"chair", "deputy", "finance", "pm", "need_owner", "tf_coord"}
    assert scene.mads.get(f"/cases/{number}/people/roles/chair").status_code == 403
    assert scene.mads.get(f"/cases/{number}/people/voters").status_code == 403


def test_when_the_university_joins_its_researcher_gets_the_task_and_the_mark_goes(scene: Scene) -> None:
    number = scene.begin(STUDY, "study")
    task, mark = scene.task(number), "The coordinator stands in: nobody holds this role"
    scene.rasmus.get("/inbox/")
    assert mark in scene.rasmus.words

    scene.sara.get(f"/cases/{number}/people/organisations/new")
    scene.sara.post(f"/cases/{number}/people/organisations/new", {"organisation": "sunduni", "reason": WHY})

    assert task not in scene.rasmus.get("/inbox/").text
    scene.amina.get("/inbox/?whose=mine")
    assert task in scene.amina.text
    assert mark not in scene.amina.words
    scene.amina.get(f"/cases/{number}")
    assert f"Sundets Universitet takes part. Reason: {WHY}" in scene.amina.words
    assert "“t_study” is now offered to Amina Nyqvist." in scene.amina.words


def test_an_organisation_leaves_when_nobody_of_it_is_named(scene: Scene) -> None:
    number = scene.begin(STUDY, "study")
    page = f"/cases/{number}/people/organisations"
    scene.sara.get(f"{page}/new")
    scene.sara.post(f"{page}/new", {"organisation": "sunduni", "reason": WHY})
    _name(scene, number, "researcher", "amina")
    scene.sara.get(f"{page}/sunduni/leave")

    assert scene.sara.post(f"{page}/sunduni/leave", {"reason": WHY}).status_code == 422
    assert "Somebody of this organisation is named in the case. Name others first." in scene.sara.words
    _name(scene, number, "researcher", "")
    scene.sara.get(f"{page}/sunduni/leave")
    assert scene.sara.post(f"{page}/sunduni/leave", {"reason": WHY}).status_code == 303

    assert scene.amina.get(f"/cases/{number}").status_code == 404
    assert scene.sara.get(f"{page}/sunduni/leave").status_code == 404


def test_no_organisation_chosen_is_a_fault(scene: Scene) -> None:
    number = scene.begin(errand())
    scene.sara.get(f"/cases/{number}/people/organisations/new")

    for wanted in ("", "nowhere", "bolgelev"):
        sent = {"organisation": wanted, "reason": WHY}
        assert scene.sara.post(f"/cases/{number}/people/organisations/new", sent).status_code == 422
        assert scene.sara.soup.select_one("#organisation")["aria-invalid"] == "true"


def test_nothing_can_be_changed_in_a_case_that_has_ended(scene: Scene) -> None:
    number = scene.begin(errand())
    with scene.writing() as session:
        session.execute(sa.update(Case).values(status="closed"))

    assert _name(scene, number, "pm", "mads") == 409
    assert "Change" not in _shown(scene, number)


@pytest.mark.parametrize("language", ["da", "sv"])
def test_the_pages_speak_the_readers_language(scene: Scene, language: str) -> None:
    number = scene.begin(errand())
    scene.sara.get("/inbox/")
    scene.read_in("sara", language)
    scene.sara.get(f"/cases/{number}/people/")

    assert scene.sara.soup.h1.get_text() == said(language, "People of the case")
    assert said(language, "Voters at the gates") in scene.sara.words
