"""Processes, their frozen versions, and the releases that cases follow."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from engine import errors
from engine.database import Base
from engine.people.participants import Participant

DIAGRAM = ".bpmn"
NOT_BY_HAND = "notByHand"
"""Among the properties of a version: its process has only start events that wait for something."""


class Process(Base):
    """A named way of working; `key` is the id of the process in its model."""

    __tablename__ = "process"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(120), unique=True)


class ProcessVersion(Base):
    """A process as published: its files never change. `texts` holds the labels of its elements per language."""

    __tablename__ = "process_version"
    __table_args__ = (sa.UniqueConstraint("process_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(sa.ForeignKey("process.id"))
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("participant.id"))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    texts: Mapped[dict[str, Any]]
    properties: Mapped[dict[str, Any]]

    process: Mapped[Process] = relationship(lazy="joined")
    published_by: Mapped[Participant | None] = relationship(lazy="raise")
    files: Mapped[list["VersionFile"]] = relationship(lazy="raise", order_by="VersionFile.name")

    def name(self, element: str = "") -> Mapping[str, str]:
        """The name of an element, or of the process itself, per language."""
        entry: dict[str, dict[str, str]] = self.texts.get(element or self.process.key, {})
        return entry.get("name", {})

    def documentation(self, element: str = "") -> Mapping[str, str]:
        """The instructions of an element, or of the process itself, per language."""
        entry: dict[str, dict[str, str]] = self.texts.get(element or self.process.key, {})
        return entry.get("documentation", {})

    def action(self, element: str) -> Mapping[str, str]:
        """What people may send a case that waits at an element is called, per language."""
        entry: dict[str, dict[str, str]] = self.texts.get(element, {})
        return entry.get("action", {})


class VersionFile(Base):
    """One file of a version: the diagram, a decision table or a form."""

    __tablename__ = "version_file"

    version_id: Mapped[int] = mapped_column(sa.ForeignKey("process_version.id"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)


class Release(Base):
    """The frozen set of versions, a process and all that it calls, that cases follow from one moment on."""

    __tablename__ = "release"
    __table_args__ = (sa.UniqueConstraint("process_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    process_id: Mapped[int] = mapped_column(sa.ForeignKey("process.id"))
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("participant.id"))
    reason: Mapped[str] = mapped_column(sa.Text, default="")

    process: Mapped[Process] = relationship(lazy="joined")
    versions: Mapped[list[ProcessVersion]] = relationship(secondary="release_version", lazy="selectin")

    def version(self, key: str) -> ProcessVersion:
        """The version of a process in this release, or NotFound."""
        for version in self.versions:
            if version.process.key == key:
                return version
        raise errors.NotFound(process=key, release=self.id)

    @property
    def root(self) -> ProcessVersion:
        """The version of the process that cases of this release run."""
        return self.version(self.process.key)


release_version = sa.Table(
    "release_version",
    Base.metadata,
    sa.Column("release_id", sa.ForeignKey("release.id"), primary_key=True),
    sa.Column("version_id", sa.ForeignKey("process_version.id"), primary_key=True),
)


def newest_release(session: Session, key: str) -> Release:
    """The release that new cases of a process follow, or NotFound."""
    query = sa.select(Release).join(Release.process).where(Process.key == key)
    release = session.scalar(query.order_by(Release.number.desc()).limit(1))
    if release is None:
        raise errors.NotFound(process=key)
    return release


def newest_releases(session: Session) -> Sequence[Release]:
    """The newest release of every process that cases can be opened on, by key."""
    newest = sa.select(sa.func.max(Release.id)).group_by(Release.process_id)
    return session.scalars(
        sa.select(Release).join(Release.process).where(Release.id.in_(newest)).order_by(Process.key)
    ).all()


def releases(session: Session, key: str) -> Sequence[Release]:
    """All releases of a process, newest first."""
    query = sa.select(Release).join(Release.process).where(Process.key == key)
    return session.scalars(query.order_by(Release.number.desc())).all()


def processes(session: Session) -> Sequence[Process]:
    """All processes by key, whether they start cases or are called by others."""
    return session.scalars(sa.select(Process).order_by(Process.key)).all()


def versions(session: Session, key: str) -> Sequence[ProcessVersion]:
    """All versions of a process, newest first."""
    query = sa.select(ProcessVersion).join(ProcessVersion.process).where(Process.key == key)
    query = query.options(joinedload(ProcessVersion.published_by)).order_by(ProcessVersion.number.desc())
    return session.scalars(query).unique().all()


def newest_versions(session: Session) -> Sequence[ProcessVersion]:
    """The newest version of every process, by key."""
    newest = sa.select(sa.func.max(ProcessVersion.id)).group_by(ProcessVersion.process_id)
    query = sa.select(ProcessVersion).join(ProcessVersion.process).where(ProcessVersion.id.in_(newest))
    return session.scalars(query.order_by(Process.key)).all()


def version(session: Session, key: str, number: int) -> ProcessVersion:
    """One version of a process, or NotFound."""
    query = sa.select(ProcessVersion).join(ProcessVersion.process)
    query = query.where(Process.key == key, ProcessVersion.number == number)
    found = session.scalar(query.options(joinedload(ProcessVersion.published_by)))
    if found is None:
        raise errors.NotFound(process=key, version=number)
    return found


def files(session: Session, version_ids: Sequence[int]) -> dict[str, bytes]:
    """The files of some versions together: file name → content."""
    query = sa.select(VersionFile.name, VersionFile.content).where(VersionFile.version_id.in_(version_ids))
    return dict(session.execute(query).all())


def file(session: Session, version_id: int, name: str) -> bytes:
    """One file of a version, or NotFound."""
    content = session.scalar(
        sa.select(VersionFile.content).where(VersionFile.version_id == version_id, VersionFile.name == name)
    )
    if content is None:
        raise errors.NotFound(version=version_id, file=name)
    return content


def diagram(session: Session, version_id: int) -> bytes:
    """The drawn model of a version, whatever its file is called: every version has one."""
    drawn = sa.select(VersionFile.content).where(VersionFile.version_id == version_id)
    return session.scalars(drawn.where(VersionFile.name.endswith(DIAGRAM))).one()


def form(session: Session, version_id: int, form_id: str) -> bytes:
    """The form document of a version, or NotFound."""
    return file(session, version_id, form_file(form_id))


def form_file(form_id: str) -> str:
    """The name under which a form stands among the files of a version."""
    return f"{form_id}.form"
