"""The diagrams of a case, drawn where it stands, each with the same as an ordered list."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy.orm import Session

from engine.casework import processes
from engine.casework.cases import Case
from engine.casework.processes import ProcessVersion
from engine.casework.records import Task
from engine.insight.standing import Standing
from engine.model import documents, outline, picture
from webapp import languages

Ways = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Row:
    """One line of the list: the step, its depth, who, whether it is done or waits, and its tasks.

    `by_event`: it begins when its event comes; `interrupting`: then what goes on around it ends.
    """

    name: str
    kind: str
    depth: int
    roles: tuple[str, ...]
    state: str
    tasks: tuple[Task, ...]
    following: Ways
    by_event: bool
    interrupting: bool


@dataclass(frozen=True)
class Picture:
    """A process of the case: drawing and list; `here` when something waits in it."""

    version: ProcessVersion
    svg: Markup
    rows: tuple[Row, ...]
    here: bool


def of(session: Session, case: Case, where: Standing, tasks: list[Task]) -> list[Picture]:
    """Every process of the case that has been entered, the one where something waits first."""
    entered = [v for v in case.release.versions if where.tokens.get(v.process.key) or where.done.get(v.process.key)]
    root = case.release.process.key
    entered.sort(key=lambda it: (not where.tokens.get(it.process.key), it.process.key == root, it.process.key))
    return [_picture(session, version, where, tasks) for version in entered]


def plain(session: Session, version: ProcessVersion) -> Picture:
    """A process version by itself, without a case."""
    return _picture(session, version, Standing({}, {}, [], [], {}), [])


def _picture(session: Session, version: ProcessVersion, where: Standing, tasks: list[Task]) -> Picture:
    document = documents.read(processes.diagram(session, version.id))
    key = version.process.key
    names = {element: languages.text(entry["name"]) for element, entry in version.texts.items() if entry["name"]}
    # What waits at the edge of a step waits with it: no second token, and not under way by itself.
    edges = {
        element.id for process in document.processes for element in process.elements.values() if element.attached_to
    }
    tokens = {element: count for element, count in where.tokens.get(key, {}).items() if element not in edges}
    done = where.done.get(key, set())
    running = ", ".join(names.get(element, element) for element in tokens)
    title = names.get(key, key) + (f": {running}" if running else "")
    drawn = picture.draw(document, texts=names, tokens=dict(tokens), done=done, title=title)
    own = [task for task in tasks if task.version_id == version.id]
    items = outline.outline(document, key)
    states = dict.fromkeys(done, "done") | dict.fromkeys(tokens, "now")
    following = _following(items, names)
    rows = tuple(_row(item, names, states, following, own) for item in items)
    return Picture(version, Markup(drawn), rows, bool(tokens))  # noqa: S704 - made by our own drawing, texts escaped


def _row(
    item: outline.OutlineItem,
    names: Mapping[str, str],
    states: Mapping[str, str],
    following: Mapping[str, Ways],
    tasks: list[Task],
) -> Row:
    return Row(
        name=names.get(item.element, ""),
        kind=item.kind,
        depth=item.depth,
        roles=tuple(item.roles),
        state=states.get(item.element, "later"),
        tasks=tuple(task for task in tasks if task.element == item.element),
        following=following[item.element],
        by_event=item.by_event,
        interrupting=item.interrupting,
    )


def _following(items: tuple[outline.OutlineItem, ...], names: Mapping[str, str]) -> dict[str, Ways]:
    """Where each step leads; what has no name (a join, say) is passed over, for it says nothing to a reader."""
    onward = {item.element: item.next for item in items}
    return {element: tuple(dict.fromkeys(_ways(element, onward, names))) for element in onward}


def _ways(
    element: str, onward: Mapping[str, tuple[outline.Way, ...]], names: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    waiting = [("", way) for way in onward[element]]
    passed: set[str] = set()
    while waiting:
        words, way = waiting.pop(0)
        words = words or names.get(way.flow, "")
        if way.element in names:
            yield words, names[way.element]
        elif way.element not in passed:
            passed.add(way.element)
            waiting[:0] = [(words, further) for further in onward[way.element]]
