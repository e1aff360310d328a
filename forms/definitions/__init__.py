"""The shipped forms, one file each; a form's id is its file's name."""

import json
from importlib import resources

SUFFIX = ".form"


def names() -> list[str]:
    """The ids of all shipped forms, in alphabetical order."""
    return sorted(
        file.name.removesuffix(SUFFIX) for file in resources.files(__name__).iterdir() if file.name.endswith(SUFFIX)
    )


def read_bytes(form_id: str) -> bytes:
    """A form as it stands in its file; raises LookupError."""
    if form_id not in names():
        raise LookupError(form_id)
    return (resources.files(__name__) / f"{form_id}{SUFFIX}").read_bytes()


def read(form_id: str) -> dict[str, object]:
    """A form as a document; raises LookupError."""
    found: dict[str, object] = json.loads(read_bytes(form_id))
    return found
