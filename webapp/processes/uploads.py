"""Files handed in to be published: their names, what is wrong with those, and the bundle they make."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from engine.casework.processes import form_file
from engine.casework.publishing import Bundle
from webapp import archives
from webapp.characters import without_controls

MODELS, FORMS = (".bpmn", ".dmn"), ".form"
LONGEST_NAME, MOST_TOLD = 120, 10
_FORM_ID = re.compile(r"[\w.-]{1,120}")


@dataclass(frozen=True, kw_only=True)
class Upload:
    """One file by the last part of its name; a browser may send the folders too. `unusable`: why it is not opened."""

    name: str
    content: bytes
    unusable: str = ""

    @property
    def form_id(self) -> str:
        """The id by which tasks ask for a form: its own, whatever the file is called."""
        try:
            own = json.loads(self.content)["id"]
        except (ValueError, LookupError, TypeError, RecursionError):
            own = ""
        return own if isinstance(own, str) and _FORM_ID.fullmatch(own) else self.name.removesuffix(FORMS)


def read(files: Iterable[FileStorage]) -> list[Upload]:
    """The files of a request, those in archives one by one; inputs without a file are left out."""
    given = [(without_controls(file.filename or ""), file) for file in files]
    return [upload for name, file in given if name for upload in _opened(name, file.read())]


def faults(uploads: list[Upload]) -> Iterator[str]:
    """What is wrong with the files before anybody looks inside them, as sentences."""
    if not uploads:
        yield _("Choose at least one file.")
    yield from _closed(uploads)
    uploads = [one for one in uploads if not one.unusable]
    strange = [one.name for one in uploads if not one.name.endswith((*MODELS, FORMS)) or len(one.name) > LONGEST_NAME]
    if strange:
        yield _("Only .bpmn, .dmn and .form files can be used: %(names)s", names=_told(strange))
    twice = _twice(one.name for one in uploads)
    if twice:
        yield _("Several files have the same name: %(names)s. Choose each file once.", names=_told(twice))
    same = _twice(one.form_id for one in uploads if one.name.endswith(FORMS) and one.name not in twice)
    if same:
        yield _("Several files hold the form with the id %(names)s. Choose only one of them.", names=_told(same))


def kept_as(upload: Upload) -> str:
    """The name under which a release keeps a file: that of a form follows its own id."""
    return form_file(upload.form_id) if upload.name.endswith(FORMS) else upload.name


def bundle(uploads: list[Upload]) -> Bundle:
    """The files as a bundle."""
    return Bundle(
        models={one.name: one.content for one in uploads if one.name.endswith(MODELS)},
        forms={one.form_id: one.content for one in uploads if one.name.endswith(FORMS)},
    )


def _opened(name: str, content: bytes) -> list[Upload]:
    if not name.lower().endswith(archives.SUFFIX):
        return [Upload(name=_last(name), content=content)]
    try:
        return [Upload(name=_last(without_controls(inner)), content=read) for inner, read in archives.unpack(content)]
    except archives.NotUsable as fault:
        return [Upload(name=_last(name), content=b"", unusable=fault.reason)]


def _last(path: str) -> str:
    return re.split(r"[/\\]", path)[-1]


def _closed(uploads: list[Upload]) -> Iterator[str]:
    for one in uploads:
        names = {"name": one.name[:LONGEST_NAME], "most": archives.MOST_ENTRIES}
        if one.unusable == "entries":
            yield _("“%(name)s” holds more than %(most)s files.", **names)
        elif one.unusable in ("bytes", "ratio"):
            yield _("“%(name)s” becomes too large when it is unpacked.", **names)
        elif one.unusable == "locked":
            yield _("“%(name)s” asks for a password. Make a zip file without one.", **names)
        elif one.unusable:
            yield _("“%(name)s” is damaged, or is no zip file.", **names)


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def _told(names: list[str]) -> str:
    shown = ", ".join(name[:LONGEST_NAME] for name in names[:MOST_TOLD])
    return shown if len(names) <= MOST_TOLD else f"{shown} …"
