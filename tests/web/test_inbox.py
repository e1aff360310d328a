"""The inbox: what waits for me and for my roles, narrowed, sorted and paged."""

import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from engine.casework.records import NO_DEADLINE, Candidate, Notice, Task
from tests import builders
from tests.web.scene import Scene, errand, hand_in, said

UNDATED = builders.process("undated", builders.line(("t_undated", builders.user("t_undated", "tf_coord"))))
MOST_STATEMENTS = 12
RECEIPT = "We have your need. You will have an answer with reasons within 15 working days."


def test_a_task_of_my_role_and_a_task_of_mine_are_both_listed_and_counted(scene: Scene) -> None:
    mine, team = scene.task(scene.begin(errand())), scene.task(scene.open("errand"))
    scene.sara.post(f"{mine}/claim")

    scene.sara.get("/inbox/")

    assert _tasks(scene) == [mine, team]
    assert "1 task is yours, 1 waits for your roles." in scene.sara.words
    assert _cells(scene, mine)[1:3] == ["Untitled yet 360-2026-0001", "Me"]
    assert _cells(scene, team)[2] == "Task force coordinator"


def test_a_task_with_a_draft_of_mine_says_so_to_me_alone(scene: Scene) -> None:
    begun, other = scene.task(scene.begin(errand())), scene.task(scene.open("errand"))
    hand_in(scene.sara, begun, title="Kladde", _draft="1")
    hand_in(scene.rasmus, other, title="Anden", _draft="1")

    scene.sara.get("/inbox/")

    assert _cells(scene, begun)[0] == "Describe the errand Draft"
    assert _cells(scene, other)[0] == "Describe the errand"


@pytest.mark.parametrize(
    ("language", "name"), [("da", "Beskriv ærindet"), ("sv", "Beskriv ärendet"), ("en", "Describe the errand")]
)
def test_the_inbox_speaks_the_readers_language(scene: Scene, language: str, name: str) -> None:
    scene.begin(errand())
    scene.sara.get("/inbox/")

    scene.read_in("sara", language).get("/inbox/")

    assert f'<html lang="{language}"' in scene.sara.text
    assert scene.sara.soup.h1.get_text() == said(language, "My tasks")
    assert scene.sara.soup.select_one("tbody th a").get_text() == name


@pytest.mark.parametrize(("whose", "listed"), [("mine", ["mine"]), ("team", ["team"]), ("all", ["mine", "team"])])
def test_the_inbox_can_be_narrowed_to_mine_or_my_roles(scene: Scene, whose: str, listed: list[str]) -> None:
    named = {"mine": scene.task(scene.begin(errand())), "team": scene.task(scene.open("errand"))}
    scene.sara.post(f"{named['mine']}/claim")

    scene.sara.get(f"/inbox/?whose={whose}")

    assert _tasks(scene) == [named[name] for name in listed]
    assert scene.sara.soup.select_one("#whose option[selected]")["value"] == whose


@pytest.mark.parametrize(
    ("due", "listed"),
    [
        ("all", ["late", "today", "later", "undated"]),
        ("overdue", ["late"]),
        ("today", ["today"]),
        ("week", ["late", "today"]),
        ("none", ["undated"]),
    ],
)
def test_the_inbox_can_be_narrowed_by_due_date(scene: Scene, due: str, listed: list[str]) -> None:
    named = {name: scene.task(scene.begin(errand())) for name in ("late", "today", "later")}
    named["undated"] = scene.task(scene.begin(UNDATED, "undated"))
    _set_due(scene, named["late"], datetime(2026, 11, 22, 12, tzinfo=UTC))
    _set_due(scene, named["today"], datetime(2026, 11, 23, 22, tzinfo=UTC))
    _set_due(scene, named["later"], datetime(2026, 12, 23, 12, tzinfo=UTC))

    scene.sara.get(f"/inbox/?due={due}")

    assert _tasks(scene) == [named[name] for name in listed]


def test_a_due_date_is_said_in_words_and_as_a_day(scene: Scene) -> None:
    late, dated = scene.task(scene.begin(errand())), scene.task(scene.open("errand"))
    undated = scene.task(scene.begin(UNDATED, "undated"))
    _set_due(scene, late, datetime(2026, 11, 22, 12, tzinfo=UTC))

    scene.sara.get("/inbox/")

    assert _cells(scene, late)[3] == "Overdue 22 Nov 2026"
    assert _cells(scene, dated)[3] == "In 7 days 30 Nov 2026"
    assert _cells(scene, undated)[3] == "No deadline"
    assert "1 is overdue" in scene.sara.words


@pytest.mark.parametrize("text", ["ØKSE", "økse", "100%", "360-2026-0001"])
def test_the_inbox_is_searched_by_title_and_number_whatever_the_case(scene: Scene, text: str) -> None:
    model = errand(("t_more", builders.user("t_more", "tf_coord")))
    found, other = scene.begin(model), scene.open("errand")
    hand_in(scene.sara, scene.task(found), title="Økse 100% skarp", size="small")
    hand_in(scene.sara, scene.task(other), title="Anden 1000 skarp", size="small")

    scene.sara.get("/inbox/", query_string={"q": text})

    assert _tasks(scene) == [scene.task(found)]


@pytest.mark.parametrize(("order", "listed"), [("due", [1, 0, 2]), ("opened", [2, 1, 0]), ("priority", [0, 2, 1])])
def test_the_inbox_is_sorted_as_asked(scene: Scene, order: str, listed: list[int]) -> None:
    tasks = [scene.task(scene.begin(errand()))]
    for _ in range(2):
        scene.clock.move(hours=1)
        tasks.append(scene.task(scene.open("errand")))
    _set_due(scene, tasks[1], datetime(2026, 11, 24, 12, tzinfo=UTC))
    _set(scene, tasks[0], priority=90)
    _set(scene, tasks[2], priority=60)

    scene.sara.get(f"/inbox/?order={order}")

    assert _tasks(scene) == [tasks[number] for number in listed]


@pytest.mark.parametrize("order", ["due", "opened", "priority"])
def test_every_task_is_on_one_page_and_each_page_keeps_the_filters(scene: Scene, order: str) -> None:
    _many(scene, 60)
    scene.sara.get("/inbox/", query_string={"order": order, "whose": "team", "q": "360", "due": "week"})
    pages = [_tasks(scene)]
    while following := scene.sara.soup.select_one("a[rel=next]"):
        scene.sara.get(str(following["href"]))
        assert scene.sara.soup.select_one("#whose option[selected]")["value"] == "team"
        assert scene.sara.soup.select_one("#due option[selected]")["value"] == "week"
        assert scene.sara.soup.select_one("#order option[selected]")["value"] == order
        assert scene.sara.soup.select_one("#q")["value"] == "360"
        pages.append(_tasks(scene))

    assert [len(page) for page in pages] == [25, 25, 10]
    assert len({task for page in pages for task in page}) == 60


def test_tasks_without_a_due_date_are_paged_too(scene: Scene) -> None:
    _many(scene, 30, due=NO_DEADLINE)
    scene.sara.get("/inbox/?due=none")
    first = _tasks(scene)

    scene.sara.get(str(scene.sara.soup.select_one("a[rel=next]")["href"]))

    assert len(first) == 25
    assert len(set(first) | set(_tasks(scene))) == 30


def test_a_long_inbox_costs_no_more_statements_than_a_short_one(scene: Scene) -> None:
    scene.begin(errand())
    scene.sara.get("/inbox/")
    with scene.counted() as short:
        scene.sara.get("/inbox/")
    _many(scene, 40)
    with scene.counted() as long:
        scene.sara.get("/inbox/")

    assert len(_tasks(scene)) == 25
    assert len(long) <= min(len(short), MOST_STATEMENTS), "\n\n".join(long)


def test_an_inbox_without_tasks_says_so_and_offers_the_way_back(scene: Scene) -> None:
    scene.lone.get("/inbox/?q=nothing")

    assert "No tasks match." in scene.lone.words
    assert scene.lone.soup.find("a", string="Show all tasks")["href"] == "/inbox/"


def test_nobody_sees_tasks_of_roles_they_do_not_hold(scene: Scene) -> None:
    scene.begin(errand())

    for browser in (scene.karen, scene.malin, scene.lone, scene.tove):
        browser.get("/inbox/")
        assert "Describe the errand" not in browser.text


def test_a_notice_is_read_in_the_inbox_and_kept_among_the_earlier_ones(scene: Scene) -> None:
    number = scene.open("p360_main")
    _describe(scene, scene.task(number))
    scene.work()
    scene.karen.get("/inbox/")
    assert _news(scene) == [f"Your need has been received: {RECEIPT} {number} Varsling, 23 Nov 2026 at 09:00"]
    assert scene.karen.soup.find("button", string="Mark all as read") is None

    answer = scene.karen.post("/inbox/notices", {"notice": _notice(scene)}, follow=True)

    assert answer.status_code == 200
    assert "1 message is marked as read." in scene.karen.words
    assert scene.karen.soup.select_one(".i3-notices") is None
    earlier = scene.karen.soup.select_one("details.i3-earlier")
    assert not earlier.has_attr("open")
    assert "Your need has been received" in earlier.get_text()


def test_one_notice_is_marked_as_read_and_the_others_wait(scene: Scene) -> None:
    numbers = _several_notices(scene, 3)

    scene.karen.post("/inbox/notices", {"notice": _notice(scene, numbers[1])}, follow=True)

    assert [line.split()[-7] for line in _news(scene)] == [numbers[2], numbers[0]]
    assert "1 message is marked as read." in scene.karen.words


def test_all_notices_on_the_page_are_marked_as_read_at_once(scene: Scene) -> None:
    _several_notices(scene, 3)
    button = scene.karen.soup.find("button", string="Mark all as read")
    ids = [str(field["value"]) for field in button.find_parent("form").select("input[name=notice]")]

    scene.karen.post("/inbox/notices", {"notice": ids}, follow=True)

    assert "3 messages are marked as read." in scene.karen.words
    assert scene.karen.soup.select_one(".i3-notices") is None
    scene.karen.post("/inbox/notices", {"notice": ids}, follow=True)
    assert "0 messages are marked as read." in scene.karen.words


def test_the_last_twenty_notices_that_were_read_are_kept_in_view(scene: Scene) -> None:
    _several_notices(scene, 1)
    with scene.writing() as session:
        pattern = session.scalars(sa.select(Notice)).one()
        kept = {c.name: getattr(pattern, c.name) for c in Notice.__table__.columns if c.name not in ("id", "key")}
        session.add_all(Notice(**{**kept, "key": f"copy:{n}", "read_at": kept["created_at"]}) for n in range(25))

    scene.karen.get("/inbox/")

    assert len(scene.karen.soup.select(".i3-earlier li")) == 20
    assert len(_news(scene)) == 1


def test_nobody_puts_away_the_notices_of_others(scene: Scene) -> None:
    number = scene.open("p360_main")
    _describe(scene, scene.task(number))
    scene.work()
    scene.karen.get("/inbox/")
    notice = _notice(scene)
    scene.sara.get("/inbox/")

    scene.sara.post("/inbox/notices", {"notice": [notice, "x", "9" * 5000]})

    scene.karen.get("/inbox/")
    assert "Your need has been received" in scene.karen.words


def _several_notices(scene: Scene, count: int) -> list[str]:
    """Cases of Karen's that ended, each with a notice of its own; gives their numbers, oldest first."""
    numbers = [scene.begin(errand()), *(scene.open("errand") for _ in range(count - 1))]
    for number in numbers:
        scene.clock.move(minutes=1)
        hand_in(scene.sara, scene.task(number), title="Kør", size="small")
    scene.karen.get("/inbox/")
    return numbers


def _notice(scene: Scene, number: str = "") -> str:
    """The button that marks a notice as read."""
    lines = scene.karen.soup.select(".i3-notices li")
    return str(next(line for line in lines if number in line.get_text()).button["value"])


def _news(scene: Scene) -> list[str]:
    """What waits to be read, without the buttons."""
    lines = scene.karen.soup.select(".i3-notices li")
    for line in lines:
        line.button.extract()
    return [" ".join(line.get_text().split()) for line in lines]


def _describe(scene: Scene, task: str) -> None:
    answers = {"title": "Varsling", "org": "bolgelev", "problem": "x" * 220, "who": "alle", "goal": "veje"}
    choices = {"theme": "climate_water", "sdg": ["6"], "mgmt_support": "yes", "personal": "no", "public": "yes"}
    answer = hand_in(scene.karen, task, owner=scene.id_of("karen"), **answers, **choices)
    assert answer.status_code == 303


def _tasks(scene: Scene) -> list[str]:
    return [str(link["href"]) for link in scene.sara.soup.select("table.i3-rows tbody th a")]


def _cells(scene: Scene, task: str) -> list[str]:
    row = scene.sara.soup.find("a", href=re.compile(f"^{task}$")).find_parent("tr")
    return [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]


def _set(scene: Scene, task: str, **values: object) -> None:
    number = int(task.rpartition("/")[2])
    with scene.writing() as session:
        session.execute(sa.update(Task).where(Task.id == number).values(**values))


def _set_due(scene: Scene, task: str, at: datetime) -> None:
    _set(scene, task, deadline_at=at)
    with scene.writing() as session:
        number = int(task.rpartition("/")[2])
        session.execute(sa.update(Candidate).where(Candidate.task_id == number).values(due=at))


def _many(scene: Scene, count: int, due: datetime = datetime(2026, 11, 24, 12, tzinfo=UTC)) -> None:
    """More rows of the inbox than a page holds, written as rows: copies of one task, all due at the same moment."""
    task = scene.task(scene.begin(errand()))
    _set_due(scene, task, due)
    with scene.writing() as session:
        pattern = session.get_one(Task, int(task.rpartition("/")[2]))
        if due == NO_DEADLINE:
            pattern.deadline_kind = "none"
        people = session.scalars(sa.select(Candidate.participant_id).where(Candidate.task_id == pattern.id)).all()
        kept = {c.name: getattr(pattern, c.name) for c in Task.__table__.columns if c.name not in ("id", "step")}
        for copy in range(count - 1):
            new = Task(**kept, step=f"copy-{copy}")
            session.add(new)
            session.flush()
            session.add_all(Candidate(task_id=new.id, participant_id=one, due=due) for one in people)
