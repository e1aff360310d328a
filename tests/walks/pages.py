"""Pages as their readers see them: the inbox, the form of a task, the case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bs4 import BeautifulSoup, Tag

HOME = ZoneInfo("Europe/Copenhagen")
Answer = str | int | list[str]


def plain(text: str) -> str:
    """Text with single spaces, so that line breaks and no-break spaces do not matter."""
    return " ".join(text.split())


def words(tag: Tag | None) -> str:
    """What a reader sees of a part of a page."""
    return plain(tag.get_text(" ")) if tag else ""


@dataclass(frozen=True)
class Line:
    """A task in an inbox: its page, its name, what stands below it, who has it, and the day it is due."""

    task: int
    name: str
    marks: tuple[str, ...]
    who: str
    due: date | None


def inbox(page: BeautifulSoup, number: str) -> list[Line]:
    """The tasks of one case in an inbox."""
    rows = page.select("table.i3-rows tbody tr")
    return [_line(row) for row in rows if number in words(row)]


def _line(row: Tag) -> Line:
    link, moment = row.select_one("th a"), row.select_one("time")
    assert link is not None
    day = datetime.fromisoformat(str(moment["datetime"])).astimezone(HOME).date() if moment else None
    marks = tuple(words(mark) for mark in row.select("th span.d-block"))
    return Line(int(str(link["href"]).rpartition("/")[2]), words(link), marks, words(row.select("td")[1]), day)


def news(page: BeautifulSoup, number: str) -> list[str]:
    """The notices about one case, newest first, title and text."""
    found = [notice for notice in page.select(".i3-notices li") if number in words(notice)]
    for notice in found:
        for beside in notice.select("span.small, button"):
            beside.extract()
    return [words(notice).replace(" :", ":") for notice in found]


class Sheet:
    """The form of a task: what would be sent as it stands, what may be chosen, and what is only shown, by id."""

    def __init__(self, page: BeautifulSoup) -> None:
        form = page.select_one("form#answers")
        assert form is not None, f"nothing to fill in: {words(page.select_one('main'))}"
        self.fields: dict[str, list[str]] = {}
        self.choices: dict[str, set[str]] = {}
        self.shown = {str(output["id"]): words(output) for output in form.select("output")}
        for control in form.select("input, textarea, select"):
            self._read(control)

    def put(self, answers: Mapping[str, Answer]) -> None:
        """Fill in fields; a field or a choice that is not on the page is an error."""
        for name, answer in answers.items():
            values = [str(one) for one in answer] if isinstance(answer, list) else [str(answer)]
            assert name in self.fields, f"no field {name} among {sorted(self.fields)}"
            offered = self.choices.get(name)
            assert offered is None or set(values) <= offered, f"{name}: {values} not among {sorted(offered)}"
            self.fields[name] = values

    def _read(self, control: Tag) -> None:
        name = str(control["name"])
        if control.name == "textarea":
            self.fields[name] = [control.get_text()]
        elif control.name == "select":
            self._read_options(name, control)
        elif control.get("type") in ("radio", "checkbox"):
            self.choices.setdefault(name, set()).add(str(control["value"]))
            self.fields.setdefault(name, []).extend([str(control["value"])] if control.has_attr("checked") else [])
        else:
            self.fields[name] = [str(control.get("value", ""))]

    def _read_options(self, name: str, control: Tag) -> None:
        options = control.select("option")
        self.choices[name] = {str(option["value"]) for option in options}
        self.fields[name] = [str(option["value"]) for option in options if option.has_attr("selected")]


@dataclass(frozen=True)
class CasePage:
    """A case as its page shows it: status, phases with their state, facts, people by role, tasks, what it waits for."""

    status: str
    phases: dict[str, str]
    facts: dict[str, str]
    people: dict[str, str]
    tasks: list[tuple[str, str, str]]
    waits: str
    words: str


def case(page: BeautifulSoup) -> CasePage:
    """Read the page of a case."""
    return CasePage(
        status=words(page.select_one("main .i3-badge")),
        phases={
            words(step).split()[0]: str((step.get("class") or ["later"])[0]) for step in page.select(".i3-steps li")
        },
        facts=_pairs(page, "facts"),
        people=_pairs(page, "people"),
        tasks=[_cells(row) for row in page.select("section[aria-labelledby=tasks] tbody tr")],
        waits=" ".join(words(line) for line in page.select("section[aria-labelledby=process] p")),
        words=words(page.select_one("main")),
    )


def _pairs(page: BeautifulSoup, section: str) -> dict[str, str]:
    found = page.select(f"section[aria-labelledby={section}] dt")
    return {words(label): words(label.find_next_sibling("dd")) for label in found}


def _cells(row: Tag) -> tuple[str, str, str]:
    name, who, status = row.select("th, td")[:3]
    return words(name), words(who), words(status)
