"""The diagrams of a case, drawn where it stands, each with the same as an ordered list."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy.orm import Session

from engine.casework.cases import Case
from engine.casework.processes import ProcessVersion
from engine.casework.records import Task
from engine.insight import standing
from engine.insight.standing import Standing
from engine.model import documents, outline, picture
from webapp import languages


@dataclass(frozen=True)
class Row:
    """One line of the list: the step, its depth, who, whether it is done or waits, and its tasks."""

    name: str
    kind: str
    depth: int
    roles: tuple[str, ...]
    state: str
    tasks: tuple[Task, ...]
    following: tuple[tuple[str, str], ...]


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
    entered.sort(key=lambda version: (version.process.key == root, version.process.key))
    return [_picture(session, version, where, tasks) for version in entered]


def plain(session: Session, version: ProcessVersion) -> Picture:
    """A process version by itself, without a case."""
    return _picture(session, version, Standing({}, {}, [], [], {}), [])


def _picture(session: Session, version: ProcessVersion, where: Standing, tasks: list[Task]) -> Picture:
    document = documents.read(standing.diagram(session, version))
    key = version.process.key
    names = {element: languages.text(entry["name"]) for element, entry in version.texts.items() if entry["name"]}
    tokens: Mapping[str, int] = where.tokens.get(key, {})
    done = where.done.get(key, set())
    running = ", ".join(names.get(element, element) for element in tokens)
    title = names.get(key, key) + (f": {running}" if running else "")
    drawn = picture.draw(document, texts=names, tokens=dict(tokens), done=done, title=title)
    own = [task for task in tasks if task.version_id == version.id]
    rows = tuple(_row(item, names, tokens, done, own) for item in outline.outline(document, key))
    return Picture(version, Markup(drawn), rows, bool(tokens))  # noqa: S704 - made by our own drawing, texts escaped


def _row(
    item: outline.OutlineItem, names: Mapping[str, str], tokens: Mapping[str, int], done: set[str], tasks: list[Task]
) -> Row:
    state = "now" if item.element in tokens else "done" if item.element in done else "later"
    return Row(
        name=names.get(item.element, ""),
        kind=item.kind,
        depth=item.depth,
        roles=tuple(item.roles),
        state=state,
        tasks=tuple(task for task in tasks if task.element == item.element),
        following=tuple((names.get(way.flow, ""), names.get(way.element, way.element)) for way in item.next),
    )
