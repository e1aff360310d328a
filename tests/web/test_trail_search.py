"""Searching the trail in one's own language, and the page of one entry."""

import pytest

from engine.ledger import audit
from engine.ledger.audit import Action, AuditEntry, Entry
from tests import builders
from tests.web.browser import Browser
from tests.web.scene import Scene, errand, hand_in, said

ANSWERED = {"title": "Kør efter sand", "size": "small"}


def _sentences(browser: Browser) -> list[str]:
    return [" ".join(row.select("td")[2].get_text(" ").split()) for row in browser.soup.select("tbody tr")]


@pytest.mark.parametrize(
    ("language", "words", "finds"),
    [
        ("da", "beskriv ærindet", ["Completed “%(task)s”."]),
        ("sv", "Beskriv ärendet", ["Completed “%(task)s”."]),
        ("sv", "beskriv ærindet", []),
        ("en", "describe THE", ["Completed “%(task)s”."]),
    ],
)
def test_a_task_is_found_by_its_name_in_the_readers_language(
    scene: Scene, language: str, words: str, finds: list[str]
) -> None:
    number = scene.begin(errand())
    hand_in(scene.sara, scene.task(number), **ANSWERED)

    scene.read_in("sara", language).get("/audit/", query_string={"q": words})

    task = {"da": "Beskriv ærindet", "sv": "Beskriv ärendet", "en": "Describe the errand"}[language]
    assert _sentences(scene.sara) == [said(language, one).replace("%(task)s", task) for one in finds]
    assert scene.sara.soup.select_one("#q")["value"] == words


@pytest.mark.parametrize("words", ["kør EFTER", "360-2026-0001"])
def test_entries_are_found_by_title_and_number_of_their_case(scene: Scene, words: str) -> None:
    number = scene.begin(errand(("t_more", builders.user("t_more", "tf_coord"))))
    hand_in(scene.sara, scene.task(number), **ANSWERED)
    scene.open("errand")

    scene.sara.get("/audit/", query_string={"q": words})

    assert {cell.get_text(strip=True) for cell in scene.sara.soup.select("td[data-label=Case]")} == {number}


def test_a_role_and_a_kind_of_act_are_found_by_what_they_are_called(scene: Scene) -> None:
    scene.begin(errand())

    scene.malin.get("/audit/?lang=da")
    scene.malin.get("/audit/", query_string={"q": "behovsejer", "action": "group:cases"})
    given = _sentences(scene.malin)
    scene.malin.get("/audit/", query_string={"q": "sag oprettet"})

    assert given == ["Behovsejer: Karen Højbjerg Lund."]
    assert len(_sentences(scene.malin)) == 1


def test_the_oldest_entry_comes_first_when_asked_for_and_pages_go_on_from_there(scene: Scene) -> None:
    number = scene.begin(errand(("t_more", builders.user("t_more", "tf_coord"))))
    scene.clock.move(days=1)
    hand_in(scene.sara, scene.task(number), **ANSWERED)

    scene.sara.get(f"/audit/?case={number}&order=oldest")

    moments = [str(time["datetime"]) for time in scene.sara.soup.select("tbody time")]
    assert moments == sorted(moments)
    assert len(set(moments)) == 2
    assert scene.sara.soup.select_one("th[aria-sort]")["aria-sort"] == "ascending"
    assert scene.sara.soup.select_one("#order option[selected]")["value"] == "oldest"


def test_what_changed_and_why_stands_below_the_sentence(scene: Scene) -> None:
    number = scene.begin(errand())
    sara, rasmus = scene.id_of("sara"), scene.id_of("rasmus")
    with scene.writing() as session:
        case = scene.case(number)
        details = {"task": 1, "before": sara, "after": rasmus, "reason": "Ferie"}
        entry = Entry(
            action=Action.TASK_REASSIGNED, actor=sara, chain=case.organisation_id, case=case.id, details=details
        )
        audit.record(session, entry)

    scene.malin.get(f"/audit/?case={number}&action=task.reassigned")

    told = "Before: Sara Lindvik. After: Rasmus Lind Bagger. Reason: Ferie"
    assert _sentences(scene.malin)[0].endswith(told)


def test_the_page_of_an_entry_shows_its_facts_its_place_and_its_hashes(scene: Scene) -> None:
    number = scene.begin(errand())
    hand_in(scene.sara, scene.task(number), **ANSWERED)
    with scene.reading() as session:
        entry = session.query(AuditEntry).filter_by(action=Action.TASK_COMPLETED.value).one()
    scene.malin.get(f"/audit/?case={number}&action=task.completed")

    scene.malin.get(str(scene.malin.soup.select_one("tbody td:last-child a")["href"]))

    assert scene.malin.soup.select_one("p.lead").get_text() == "Completed “Describe the errand”."
    for told in (entry.hash.hex(), entry.prev.hex(), number, "Sara Lindvik", "release 1", "The hash fits"):
        assert told in scene.malin.words
    assert f"{entry.seq} of {entry.seq + 1}" in scene.malin.words
    assert '"action": "task.completed"' in scene.malin.soup.pre.get_text()
    assert "Sara" not in scene.malin.soup.pre.get_text()


def test_an_entry_of_a_case_one_may_not_see_does_not_exist(scene: Scene) -> None:
    scene.begin(errand())
    with scene.reading() as session:
        entry = session.query(AuditEntry).filter_by(action=Action.CASE_OPENED.value).one()

    assert scene.lone.get(f"/audit/{entry.chain}/{entry.seq}").status_code == 404
    assert scene.karen.get(f"/audit/{entry.chain}/{entry.seq}").status_code == 200
    assert scene.karen.get(f"/audit/{entry.chain}/99999").status_code == 404


def test_a_reason_that_is_kept_beside_the_trail_is_found_by_its_words(scene: Scene) -> None:
    number = scene.begin(errand())
    scene.sara.get(f"/cases/{number}/confidential")
    scene.sara.post(f"/cases/{number}/confidential", {"confidential": "1", "reason": "Bud fra en leverandør"})

    scene.malin.get("/audit/", query_string={"q": "fra en LEVERANDØR"})

    assert _sentences(scene.malin) == ["The case was made confidential. Reason: Bud fra en leverandør"]
