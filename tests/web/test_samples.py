"""Samples on the pages: a reviewer draws one, works through it entry by entry, and finishes the review."""

import pytest

from engine.insight import quarters
from engine.ledger.audit import Action, AuditEntry
from tests.web.browser import Browser
from tests.web.scene import Scene, errand, said

TOLD = "Hvem har godkendt det?"


def _drawn(scene: Scene, **fields: str):  # type: ignore[no-untyped-def]
    scene.begin(errand())
    return _draw(scene, **fields)


def _draw(scene: Scene, **fields: str):  # type: ignore[no-untyped-def]
    scene.malin.get("/audit/samples/new")
    wanted = {"quarter": str(quarters.of(scene.clock.moment)), "organisation": "", "kinds": "", "size": "3"}
    return scene.malin.post("/audit/samples/new", wanted | fields)


def _judge(browser: Browser, address: str, **fields: str):  # type: ignore[no-untyped-def]
    browser.get(address)
    shown = str(browser.soup.select_one("input[name=_shown]")["value"])
    return browser.post(address, {"_shown": shown, **fields})


def test_a_reviewer_draws_reviews_and_finishes(scene: Scene) -> None:
    answer = _drawn(scene)
    sample = answer.location
    assert (answer.status_code, sample) == (303, "/audit/samples/1")
    scene.malin.get(sample)
    assert len(scene.malin.soup.select("tbody tr")) == 3

    scene.malin.get(str(scene.malin.soup.select_one("main a.btn-primary")["href"]))
    first = _judge(scene.malin, f"{sample}/1", finding="ok", text="")
    second = _judge(scene.malin, str(first.location), finding="deviation", text=TOLD)
    third = _judge(scene.malin, str(second.location), finding="ok", text="")
    assert [first.location, second.location, third.location] == [f"{sample}/2", f"{sample}/3", sample]
    scene.malin.get(f"{sample}/finish")
    finished = scene.malin.post(f"{sample}/finish")

    assert (finished.status_code, finished.location) == (303, sample)
    scene.malin.get(sample)
    assert TOLD in scene.malin.words
    assert "Malin Sjödal, 23 Nov 2026" in scene.malin.words
    assert scene.malin.soup.select_one("main a.btn-primary") is None
    with scene.reading() as session:
        actions = [entry.action for entry in session.query(AuditEntry).filter(AuditEntry.chain == 0)]
    assert actions.count(Action.SAMPLE_DRAWN) == actions.count(Action.SAMPLE_FINISHED) == 1
    assert actions.count(Action.FINDING_RECORDED) == 3


@pytest.mark.parametrize("language", ["da", "sv", "en"])
def test_an_entry_is_read_whole_in_the_readers_language(scene: Scene, language: str) -> None:
    scene.begin(errand())
    sample = _draw(scene, kinds="group:cases", size="200").location

    scene.read_in("malin", language).get(f"{sample}?lang={language}")
    told = said(language, "The case was opened on release %(release)s of the process.").replace("%(release)s", "1")
    assert told in scene.malin.words
    [row] = [row for row in scene.malin.soup.select("tbody tr") if told in row.get_text()]
    scene.malin.get(str(row.select_one("a")["href"]))

    assert scene.malin.soup.select_one("p.lead").get_text() == told
    assert said(language, "Facts") in [found.get_text() for found in scene.malin.soup.select("h2")]


@pytest.mark.parametrize("size", ["0", "201", "", "mange", "1.5"])
def test_a_size_that_cannot_be_worked_through_is_refused_and_stays_as_typed(scene: Scene, size: str) -> None:
    answer = _drawn(scene, size=size)

    assert answer.status_code == 422
    assert scene.malin.soup.select_one("#size")["value"] == size
    assert scene.malin.soup.select_one(".i3-errors a")["href"] == "#size"


def test_a_quarter_without_entries_gives_no_sample_and_says_so(scene: Scene) -> None:
    answer = _drawn(scene, quarter=str(quarters.of(scene.clock.moment).before))

    assert answer.status_code == 422
    assert "There is no such entry in the quarter." in scene.malin.words


@pytest.mark.parametrize(("finding", "text"), [("", ""), ("deviation", ""), ("question", "kort"), ("made up", TOLD)])
def test_a_finding_that_says_too_little_is_refused_and_stays_as_typed(scene: Scene, finding: str, text: str) -> None:
    sample = _drawn(scene).location

    answer = _judge(scene.malin, f"{sample}/1", finding=finding, text=text)

    assert answer.status_code == 422
    assert scene.malin.soup.select_one(".i3-errors") is not None
    assert scene.malin.soup.select_one("#text").get_text() == text


def test_a_finding_of_another_window_is_shown_before_it_is_replaced(scene: Scene) -> None:
    sample = _drawn(scene).location
    _judge(scene.malin, f"{sample}/1", finding="ok", text="")

    refused = scene.malin.post(f"{sample}/1", {"_shown": "", "finding": "question", "text": TOLD})

    assert refused.status_code == 409
    assert "Malin Sjödal, 23 Nov 2026 at 09:00: In order" in scene.malin.words
    assert scene.malin.soup.select_one("#text").get_text() == TOLD
    shown = str(scene.malin.soup.select_one("input[name=_shown]")["value"])
    again = scene.malin.post(f"{sample}/1", {"_shown": shown, "finding": "question", "text": TOLD})
    assert again.status_code == 303


def test_a_review_with_open_entries_is_not_finished_and_leads_to_them(scene: Scene) -> None:
    sample = _drawn(scene).location

    scene.malin.get(f"{sample}/finish")
    answer = scene.malin.post(f"{sample}/finish")

    assert answer.status_code == 422
    assert "3 entries have no finding yet." in scene.malin.words
    assert scene.malin.soup.select_one(".i3-errors a")["href"] == f"{sample}?show=open"


def test_after_the_end_nothing_is_recorded_and_what_was_typed_stays(scene: Scene) -> None:
    sample = _drawn(scene, size="1").location
    _judge(scene.malin, f"{sample}/1", finding="ok", text="")
    scene.malin.get(f"{sample}/1")
    shown = str(scene.malin.soup.select_one("input[name=_shown]")["value"])
    scene.malin.post(f"{sample}/finish")

    late = scene.malin.post(f"{sample}/1", {"_shown": shown, "finding": "deviation", "text": TOLD})

    assert late.status_code == 409
    assert "What you have just sent was not recorded." in scene.malin.words
    assert scene.malin.soup.select_one("#text").get_text() == TOLD
    scene.malin.get(f"{sample}/1")
    assert scene.malin.soup.select_one("main form") is None


def test_the_draw_can_be_repeated(scene: Scene) -> None:
    sample = _drawn(scene).location
    scene.open("errand")

    scene.malin.get(f"{sample}?again=1")

    assert "Drawn again, the same entries come out." in scene.malin.words


def test_samples_are_listed_and_filtered(scene: Scene) -> None:
    _drawn(scene)
    _draw(scene, kinds="cases")

    scene.malin.get("/audit/samples?lang=da")
    listed = [row.th.get_text(" ", strip=True) for row in scene.malin.soup.select("tbody tr")]
    scene.malin.get("/audit/samples?state=finished")

    assert listed == ["Stikprøve 2 2026-Q4 · Alt i sager", "Stikprøve 1 2026-Q4 · Alle slags handlinger"]
    assert scene.malin.soup.select("tbody tr") == []
    assert "Ingen stikprøver passer." in scene.malin.words
