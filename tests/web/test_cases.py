"""Cases: opening one, the page that shows where it stands, the list of those one may see, and mending a halted one."""

import pytest
import sqlalchemy as sa

from engine.casework.caseroles import CaseRole
from engine.casework.cases import Case, CaseParty, CaseState, CaseStatus
from engine.people.organisations import Organisation
from tests import builders
from tests.web.browser import Browser
from tests.web.scene import ERRAND_TASK, Scene, errand, hand_in

MOST_STATEMENTS = 12


def test_a_need_owner_starts_a_case_for_their_own_organisation_and_comes_to_its_first_task(scene: Scene) -> None:
    scene.karen.get("/cases/new")
    assert [option.get_text() for option in scene.karen.soup.select("#organisation option")] == ["Bølgelev Kommune"]

    answer = scene.karen.post("/cases/new", {"process": "p360_main", "organisation": "bolgelev"})
    scene.karen.get(answer.location)

    assert answer.status_code == 303
    assert "Case 360-2026-0001 has been opened." in scene.karen.words
    assert scene.karen.soup.h1.get_text() == "Describe need"


def test_pressing_the_button_twice_opens_one_case(scene: Scene) -> None:
    scene.karen.get("/cases/new")
    once = scene.karen.soup.find("input", attrs={"name": "_once"})["value"]
    sent = {"process": "p360_main", "organisation": "bolgelev", "_once": str(once)}

    answers = [scene.karen.post("/cases/new", sent) for _ in range(2)]

    assert [answer.location for answer in answers] == [answers[0].location] * 2
    assert _count(scene) == 1


def test_a_coordinator_starts_a_case_for_another_municipality(scene: Scene) -> None:
    scene.publish(errand(starters="tf_coord"))
    scene.sara.get("/cases/new")

    answer = scene.sara.post("/cases/new", {"process": "errand", "organisation": "vindelunde"})
    scene.sara.get(answer.location)

    assert (answer.status_code, answer.location) == (303, "/cases/360-2026-0001")
    assert "Organisation Vindelunde Kommune" in scene.sara.words
    assert "Opened by Sara Lindvik" in scene.sara.words


@pytest.mark.parametrize(
    ("sent", "faults"),
    [
        ({"process": "p360_main", "organisation": "vindelunde"}, ["#organisation"]),
        ({"process": "p360_main", "organisation": "drabe"}, ["#organisation"]),
        ({"process": "p360_main", "organisation": "no such"}, ["#organisation"]),
        ({"process": "p0_need", "organisation": "bolgelev"}, ["#process"]),
        ({"process": "no\x00such", "organisation": "\x00"}, ["#process", "#organisation"]),
        ({}, ["#process", "#organisation"]),
    ],
)
def test_what_one_may_not_start_is_refused_and_nothing_is_opened(
    scene: Scene, sent: dict[str, str], faults: list[str]
) -> None:
    scene.karen.get("/cases/new")

    answer = scene.karen.post("/cases/new", sent)

    assert answer.status_code == 422
    assert [str(link["href"]) for link in scene.karen.soup.select(".i3-errors a")] == faults
    assert scene.karen.soup.title.get_text().startswith("Error:")
    assert [scene.karen.soup.select_one(fault) is not None for fault in faults] == [True] * len(faults)
    assert _count(scene) == 0


@pytest.mark.parametrize("who", ["lone", "malin", "tove", "birgit"])
def test_who_may_start_no_process_is_offered_no_way_to(scene: Scene, who: str) -> None:
    browser: Browser = getattr(scene, who)

    assert browser.get("/cases/new").status_code == 403
    assert browser.post("/cases/new", {"process": "p360_main", "organisation": "drabe"}).status_code == 403
    for page in ("/inbox/", "/cases/"):
        browser.get(page)
        assert browser.soup.find("a", href="/cases/new") is None
    assert _count(scene) == 0


def test_the_page_of_a_case_shows_phases_facts_people_tasks_and_history(scene: Scene) -> None:
    number = scene.open("p360_main")
    _describe(scene, number)

    scene.sara.get(f"/cases/{number}")

    soup, words = scene.sara.soup, scene.sara.words
    assert [link["href"] for link in soup.select("nav .breadcrumb a")] == ["/cases/"]
    assert soup.select_one(".breadcrumb [aria-current=page]").get_text() == number
    assert soup.h1.get_text() == "Varsling"
    assert f"{number} · 360° process, release 1 · In progress" in words
    steps = [(" ".join(step.get_text().split()), step.get("aria-current")) for step in soup.select(".i3-steps li")]
    assert steps[:2] == [("P0 Need", "step"), ("P1 Insight", None)]
    assert "Organisation Bølgelev Kommune Country Denmark Opened 23 Nov 2026 at 09:00" in words
    assert "Takes part Bølgelev Kommune" in words
    assert "Need owner Karen Højbjerg Lund" in words
    tasks = [row.get_text(" ").split() for row in soup.select("section[aria-labelledby=tasks] tbody tr")]
    assert [" ".join(row) for row in tasks] == [
        "Screen need Task force coordinator Open In 7 days 30 Nov 2026",
        "Check reuse Task force coordinator Open In 7 days 30 Nov 2026",
        "Describe need Karen Højbjerg Lund Completed 23 Nov 2026 –",
    ]
    assert "Completed “Describe need”." in words


def test_the_diagram_shows_where_the_case_stands_and_the_list_says_the_same(scene: Scene) -> None:
    number = scene.open("p360_main")
    _describe(scene, number)

    scene.sara.get(f"/cases/{number}")

    drawings = scene.sara.soup.select(".i3-picture")
    need = next(one for one in drawings if one.summary.get_text(" ").split()[0] == "Need")
    active = {str(shape["data-id"]) for shape in need.select("svg .active")}
    done = {str(shape["data-id"]) for shape in need.select("svg .done")}
    assert active == {"t_screen", "t_duplicates"}
    assert {"start_need", "t_need", "f_begin", "f_described"} <= done
    assert not active & done
    assert len(need.select("svg .token")) == 2
    assert need.svg["role"] == "img"
    now = [" ".join(row.get_text(" ").split()) for row in need.select("ol [aria-current=step]")]
    assert [row.partition(" – ")[0] for row in now] == ["Check reuse", "Screen need"]
    assert "under way" in now[0]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("da", ["Behov", "Beskriv behov", "Foretag en første vurdering", "Bølgelev Kommune", "Danmark"]),
        ("sv", ["Behov", "Beskriv behov", "Gör en första bedömning", "Bølgelev Kommune", "Danmark"]),
    ],
)
def test_the_page_of_a_case_speaks_the_readers_language(scene: Scene, language: str, words: list[str]) -> None:
    number = scene.open("p360_main")
    _describe(scene, number)
    scene.sara.get("/inbox/")

    scene.read_in("sara", language).get(f"/cases/{number}")

    assert [text for text in words if text not in scene.sara.words] == []


def test_a_case_whose_model_has_no_drawing_is_shown_with_its_list(scene: Scene) -> None:
    number = scene.begin(errand())

    assert scene.sara.get(f"/cases/{number}").status_code == 200
    assert scene.sara.soup.select_one("ol.i3-outline [aria-current=step]").get_text().split()[:1] == ["Describe"]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Untitled yet"), ("da", "Uden titel endnu"), ("sv", "Utan rubrik ännu")]
)
def test_a_case_without_a_title_says_so_wherever_it_is_listed(scene: Scene, language: str, words: str) -> None:
    number = scene.begin(errand())
    scene.sara.get("/inbox/")
    browser = scene.read_in("sara", language)

    browser.get(f"/cases/{number}")
    assert browser.soup.h1.get_text() == words
    assert browser.soup.title.get_text().startswith(f"{words}, {number}")
    browser.get("/cases/")
    assert browser.soup.select_one("tbody th a").get_text() == words
    for page in ("/inbox/", scene.task(number)):
        browser.get(page)
        assert words in browser.words


@pytest.mark.parametrize(("done", "folded"), [(5, False), (6, True)])
def test_many_tasks_that_have_ended_are_folded_away(scene: Scene, done: int, folded: bool) -> None:
    more = [(f"t_{number}", builders.user(f"t_{number}", "tf_coord")) for number in range(done)]
    number = scene.begin(errand(*more))
    hand_in(scene.sara, scene.task(number), title="Kør", size="small")
    for _ in range(done - 1):
        hand_in(scene.sara, scene.task(number))

    scene.sara.get(f"/cases/{number}")

    tasks = scene.sara.soup.select_one("section[aria-labelledby=tasks]")
    assert (tasks.details is not None) == folded
    assert len(tasks.select("tbody tr")) == done + 1
    if folded:
        assert tasks.summary.get_text() == "Earlier tasks (6)"
        assert [len(table.select("tbody tr")) for table in tasks.select("table")] == [1, 6]


def test_a_closed_case_of_many_tasks_says_that_none_is_open(scene: Scene) -> None:
    number = scene.begin(errand(*[(f"t_{step}", builders.user(f"t_{step}", "tf_coord")) for step in range(5)]))
    hand_in(scene.sara, scene.task(number), title="Kør", size="small")
    for _ in range(5):
        hand_in(scene.sara, scene.task(number))

    scene.sara.get(f"/cases/{number}")

    tasks = scene.sara.soup.select_one("section[aria-labelledby=tasks]")
    assert tasks.p.get_text() == "No task is open."
    assert [len(table.select("tbody tr")) for table in tasks.select("table")] == [6]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The case is closed: Nothing more is to be done in it. Outcome: Completed."),
        ("da", "Sagen er afsluttet: Der er ikke mere at gøre i den. Resultat: Afsluttet efter planen."),
        ("sv", "Ärendet är avslutat: Det finns inget mer att göra i det. Utfall: Avslutat enligt plan."),
    ],
)
def test_the_end_of_a_case_is_told_to_its_people_and_stands_on_its_page(
    scene: Scene, language: str, words: str
) -> None:
    number = scene.begin(errand())
    with scene.writing() as session:
        case = session.scalars(sa.select(Case).where(Case.number == number)).one()
        session.add(CaseRole(case_id=case.id, role="pm", participant_id=scene.id_of("mads"), since=scene.clock.moment))
    scene.clock.move(days=1)
    hand_in(scene.sara, scene.task(number), title="Kør", size="small")

    for key in ("karen", "mads"):
        getattr(scene, key).get("/inbox/", query_string={"lang": language})
        assert words in getattr(scene, key).words.replace(" :", ":")
    scene.sara.get("/inbox/")
    assert scene.sara.soup.select_one(".i3-notices") is None
    scene.karen.get(f"/cases/{number}?lang=en")
    assert "Closed 24 Nov 2026 at 09:00 Outcome Completed" in scene.karen.words


def test_the_case_leads_to_my_own_task(scene: Scene) -> None:
    number = scene.open("p360_main")

    scene.karen.get(f"/cases/{number}")

    assert scene.karen.soup.find("a", string="Go on with my task")["href"] == scene.task(number)


@pytest.mark.parametrize("number", ["360-2026-0099", "x", "%00", "a%0Ab", "9" * 2000, "..%2F..", "%F0%9F%98%80"])
def test_a_case_that_does_not_exist_is_not_there(scene: Scene, number: str) -> None:
    assert scene.sara.get(f"/cases/{number}").status_code == 404


LATER = "2026-11-25T08:00:00Z"
WAITS_FOR_MENDING = builders.process(
    "errand",
    '<bpmn:startEvent id="start"/><bpmn:endEvent id="end"/><bpmn:exclusiveGateway id="which" name="Which way?"/>'
    + ERRAND_TASK
    + builders.flow("start", "t_errand")
    + builders.flow("t_errand", "which")
    + builders.flow("which", "end", f'=now() > @"{LATER}"'),
)


def test_a_halted_case_says_why_and_a_coordinator_can_try_again(scene: Scene) -> None:
    number = scene.begin(WAITS_FOR_MENDING)
    hand_in(scene.sara, scene.task(number), title="Kør", size="small")

    scene.sara.get(f"/cases/{number}")

    assert "The case is halted" in scene.sara.words
    assert "No way out of “Which way?” fits the answers." in scene.sara.words
    assert "Halted" in scene.sara.soup.select_one("main .i3-badge").get_text()
    scene.sara.post(f"/cases/{number}/retry", follow=True)
    assert "The case is still halted. Mend the cause below and try again." in scene.sara.words
    scene.clock.move(days=3)
    scene.sara.sign_in("sara")
    scene.sara.get(f"/cases/{number}?lang=en")
    scene.sara.post(f"/cases/{number}/retry", follow=True)
    assert "The case goes on." in scene.sara.words
    assert "The case is halted" not in scene.sara.words
    assert scene.case(number).closed
    scene.sara.post(f"/cases/{number}/retry", follow=True)
    assert "The case is closed. Nothing can be changed in it." in scene.sara.words


@pytest.mark.parametrize("who", ["karen", "malin", "anette"])
def test_nobody_but_who_may_mend_is_offered_to_try_again(scene: Scene, who: str) -> None:
    number = scene.begin(WAITS_FOR_MENDING)
    hand_in(scene.sara, scene.task(number), title="Kør", size="small")
    browser: Browser = getattr(scene, who)

    browser.get(f"/cases/{number}")

    assert "A coordinator can try again when the cause is mended." in browser.words
    assert browser.soup.find("button", string="Try again") is None
    assert browser.post(f"/cases/{number}/retry").status_code == 403
    assert scene.case(number).status == CaseStatus.HALTED


def test_a_case_whose_engine_still_fails_stays_halted_when_tried_again(scene: Scene) -> None:
    number = scene.begin(WAITS_FOR_MENDING)
    hand_in(scene.sara, scene.task(number), title="Kør", size="small")
    with scene.writing() as session:
        session.scalars(sa.select(CaseState).join(Case).where(Case.number == number)).one().state = b"spoilt"
    scene.sara.get(f"/cases/{number}")

    answer = scene.sara.post(f"/cases/{number}/retry", follow=True)

    assert answer.status_code == 200
    assert "The case is still halted." in scene.sara.words


def test_a_case_that_is_not_halted_has_nothing_to_try_again(scene: Scene) -> None:
    number = scene.begin(errand())
    scene.sara.get(f"/cases/{number}")
    assert scene.sara.soup.find("button", string="Try again") is None

    assert scene.sara.post(f"/cases/{number}/retry", follow=True).status_code == 200
    assert scene.case(number).status == CaseStatus.RUNNING


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("", ["opened", "titled", "closed"]),
        ("status=running", ["opened", "titled"]),
        ("status=closed", ["closed"]),
        ("status=halted", []),
        ("phase=P0", ["opened"]),
        ("process=errand", ["titled", "closed"]),
        ("q=ØVELSE", ["titled"]),
        ("q=360-2026-0001", ["closed"]),
        ("q=%25", []),
        ("q=_", []),
        ("order=title&process=errand", ["closed", "titled"]),
        ("order=number", ["opened", "titled", "closed"]),
    ],
)
def test_the_list_is_narrowed_and_sorted_as_asked(scene: Scene, query: str, listed: list[str]) -> None:
    named = {"closed": scene.begin(errand(("t_more", builders.user("t_more", "tf_coord"))))}
    hand_in(scene.sara, scene.task(named["closed"]), title="Ærter", size="small")
    hand_in(scene.sara, scene.task(named["closed"]))
    scene.clock.move(minutes=1)
    named["titled"] = scene.open("errand", by="jonas", organisation="strandkoping")
    hand_in(scene.sara, scene.task(named["titled"]), title="øvelse", size="small")
    scene.clock.move(minutes=1)
    named["opened"] = scene.open("p360_main")

    scene.sara.get(f"/cases/?{query}")

    assert _cases(scene.sara) == [named[name] for name in listed]


def test_the_list_is_narrowed_to_an_organisation(scene: Scene) -> None:
    scene.begin(errand())
    swedish = scene.open("errand", by="jonas", organisation="strandkoping")
    scene.sara.get("/cases/")
    options = {one.get_text(): str(one["value"]) for one in scene.sara.soup.select("#organisation option")}

    scene.sara.get("/cases/", query_string={"organisation": options["Strandköpings kommun"]})

    assert _cases(scene.sara) == [swedish]
    assert scene.sara.soup.select_one("#organisation option[selected]").get_text() == "Strandköpings kommun"


@pytest.mark.parametrize("order", ["opened", "number", "title"])
def test_every_case_is_on_one_page_and_each_page_keeps_the_filters(scene: Scene, order: str) -> None:
    _many(scene, 60)
    scene.sara.get("/cases/", query_string={"order": order, "status": "running", "q": "360"})
    pages = [_cases(scene.sara)]
    while following := scene.sara.soup.select_one("a[rel=next]"):
        scene.sara.get(str(following["href"]))
        assert scene.sara.soup.select_one("#status option[selected]")["value"] == "running"
        assert scene.sara.soup.select_one("#order option[selected]")["value"] == order
        pages.append(_cases(scene.sara))

    assert [len(page) for page in pages] == [25, 25, 10]
    assert len({number for page in pages for number in page}) == 60


def test_a_long_list_costs_no_more_statements_than_a_short_one(scene: Scene) -> None:
    scene.begin(errand())
    scene.open("p360_main")
    scene.sara.get("/cases/")
    with scene.counted() as short:
        scene.sara.get("/cases/")
    _many(scene, 40)
    with scene.counted() as long:
        scene.sara.get("/cases/")

    assert len(_cases(scene.sara)) == 25
    assert len(long) <= min(len(short), MOST_STATEMENTS), "\n\n".join(long)


def test_a_company_sees_the_cases_it_takes_part_in_and_no_other(scene: Scene) -> None:
    joined, other = scene.begin(errand()), scene.open("errand")
    with scene.writing() as session:
        case = session.scalars(sa.select(Case).where(Case.number == joined)).one()
        company = session.scalars(sa.select(Organisation).where(Organisation.key == "drabe")).one()
        session.add(CaseParty(case_id=case.id, organisation=company, since=scene.clock.moment))

    scene.lone.get("/cases/")

    assert _cases(scene.lone) == [joined]
    assert [scene.lone.get(f"/cases/{number}").status_code for number in (joined, other)] == [200, 404]
    assert [scene.lone.get(scene.task(number)).status_code for number in (joined, other)] == [200, 404]


def test_an_empty_list_says_what_a_case_is_and_which_it_would_hold(scene: Scene) -> None:
    scene.begin(errand(starters="need_owner"))

    scene.lone.get("/cases/")

    assert "There is no case for you yet. A case follows one need" in scene.lone.words
    assert "You see the cases in which your organisation takes part or you are named." in scene.lone.words
    assert _cases(scene.lone) == []
    assert scene.lone.soup.select_one("main a[href='/cases/new']") is None


def test_an_empty_list_offers_to_start_a_case_to_who_may(scene: Scene) -> None:
    scene.publish(errand())

    scene.lone.get("/cases/?order=title")

    assert [link.get_text() for link in scene.lone.soup.select("main a[href='/cases/new']")] == ["Start a case"] * 2


def test_a_filter_that_fits_no_case_leads_back_to_all(scene: Scene) -> None:
    scene.begin(errand())

    scene.sara.get("/cases/?q=nothing+like+it")

    assert "No cases match." in scene.sara.words
    assert scene.sara.soup.find("a", string="Show all cases")["href"] == "/cases/"


def _describe(scene: Scene, number: str) -> None:
    answers = {"title": "Varsling", "org": "bolgelev", "problem": "x" * 220, "who": "alle", "goal": "veje"}
    choices = {"theme": "climate_water", "sdg": ["6"], "mgmt_support": "yes", "personal": "no", "public": "yes"}
    hand_in(scene.karen, scene.task(number), owner=scene.id_of("karen"), **answers, **choices)
    scene.work()


def _cases(browser: Browser) -> list[str]:
    return [str(link["href"]).rpartition("/")[2] for link in browser.soup.select("table.i3-rows tbody th a")]


def _count(scene: Scene) -> int:
    with scene.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Case)) or 0


def _many(scene: Scene, count: int) -> None:
    """More cases than a page holds, written as rows: all opened at the same moment, every third with the same title."""
    number = scene.begin(errand())
    with scene.writing() as session:
        pattern = session.scalars(sa.select(Case).where(Case.number == number)).one()
        kept = {c.name: getattr(pattern, c.name) for c in Case.__table__.columns if c.name not in ("id", "number")}
        kept.pop("title")
        titles = ("", "Åben", "abe~n")
        session.add_all(Case(**kept, number=f"360-9{copy:03}", title=titles[copy % 3]) for copy in range(count - 1))
