"""What people read of decision tables: their names, values and rules per language, frozen with the process version."""

from collections import defaultdict
from collections.abc import Mapping

from engine import decisions
from engine.model import zeebe

Names = dict[str, dict[str, dict[str, str]]]


def key(decision_id: str, part: str = "") -> str:
    """Under which key of a version's texts a decision stands, or its part "value:…" or "rule:…"."""
    return f"decision:{decision_id}" + (f":{part}" if part else "")


def of_tables(files: Mapping[str, bytes]) -> Names:
    """The captions of the decision tables among the files of a process."""
    tables = {name: content for name, content in files.items() if name.endswith(".dmn")}
    compiled = decisions.compile_decisions(tables)
    found: Names = {}
    for decision_id in compiled.ids:
        for part, words in _by_language(compiled.texts(decision_id)).items():
            found[key(decision_id, "" if part == "name" else part)] = {"name": words}
        found.setdefault(key(decision_id), {"name": {}})["name"].setdefault("en", compiled.name(decision_id))
    return found


def _by_language(texts: Mapping[str, str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for name, words in texts.items():
        part, _, language = name.rpartition(":")
        if language in zeebe.LANGUAGES and part:
            found[part][language] = words
        else:
            found[name]["en"] = words
    return {part: words for part, words in found.items() if part == "name" or part.startswith(("value:", "rule:"))}
