"""Runs a folder of decision models with known results: python -m tests.conformance.dmn_tck DIR."""

import argparse
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lxml import etree

from engine import decisions, errors
from tests.conformance import dmn_values, outcomes
from tests.conformance.outcomes import Outcome
from tests.conformance.time_limit import TimeLimit, time_limit

SECONDS = 20
NOW = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
_T = "{http://www.omg.org/spec/DMN/20160719/testcase}"


@dataclass(frozen=True)
class Model:
    """A compiled model: what it is made of, or why it was refused."""

    compiled: decisions.Decisions | None
    refused: str = ""
    crash: str = ""

    def id_of(self, name: str, *, service: bool) -> str | None:
        """The id under which a decision, or a decision service, of that name is to be had."""
        if self.compiled is None:
            return None
        for each in self.compiled.ids:
            if self.compiled.name(each) == name and (self.compiled.service(each) is not None) is service:
                return each
        return None


def main(arguments: list[str] | None = None) -> None:
    """Run a folder and print one line per level, the folders passed whole, and the sum; the exit status is 0."""
    parser = argparse.ArgumentParser(prog="tests.conformance.dmn_tck", description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--only", default="", help="cases whose id contains this text, with their results")
    parser.add_argument("--json", type=Path, help="write every case to this file")
    options = parser.parse_args(arguments)
    found = list(_results(options.directory, options.only))
    outcomes.print_groups(found, traces=bool(options.only))
    _print_folders(found)
    if options.json:
        outcomes.write(options.json, "dmn_tck", {"only": options.only}, found)
    print(f"{outcomes.passed(found)} passed, {len(found) - outcomes.passed(found)} failed")  # noqa: T201


def _results(directory: Path, only: str) -> Iterator[Outcome]:
    for path in sorted(directory.glob("*/*/*.xml")):
        place = path.relative_to(directory).with_suffix("").as_posix()
        root = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
        if root.tag != _T + "testCases" or not any(only in name for name, *_ in _nodes(place, root)):
            continue
        model = _compiled(path.parent, root.findtext(_T + "modelName") or "")
        for name, case, node in _nodes(place, root):
            if only in name:
                began = time.monotonic()
                found = _compared(model, case, node)
                ms = int((time.monotonic() - began) * 1000)
                yield Outcome(id=name, group=place.partition("/")[0], ms=ms, **found)


def _nodes(place: str, root: etree._Element) -> Iterator[tuple[str, etree._Element, etree._Element]]:
    for number, case in enumerate(root.iterchildren(_T + "testCase"), 1):
        for node in case.iterchildren(_T + "resultNode"):
            yield f"{place}#{case.get('id') or number}/{node.get('name')}", case, node


def _compiled(folder: Path, model: str) -> Model:
    try:
        with time_limit(SECONDS):
            return Model(decisions.compile_decisions(_bundle(folder, model)))
    except TimeLimit:
        return Model(None, crash=f"more than {SECONDS} s")
    except errors.ModelRejected as problem:
        return Model(None, refused="; ".join(sorted({f"{each.code} {dict(each.facts)}" for each in problem.problems})))
    except Exception as problem:
        return Model(None, crash=f"{type(problem).__name__}: {problem}")


def _bundle(folder: Path, model: str) -> dict[str, bytes]:
    """The model and the files beside it that it imports, directly or not."""
    others = {path.name: path.read_bytes() for path in sorted(folder.glob("*.dmn"))}
    spaces = {etree.fromstring(data).get("namespace"): name for name, data in others.items() if name != model}
    bundle, waiting = {}, [model]
    while waiting:
        name = waiting.pop()
        bundle[name] = others[name]
        imported = [each.get("namespace") for each in etree.fromstring(others[name]).iterchildren("{*}import")]
        waiting += [spaces[each] for each in imported if each in spaces and spaces[each] not in bundle]
    return bundle


def _compared(model: Model, case: etree._Element, node: etree._Element) -> dict[str, Any]:
    expected = None
    try:
        expected = dmn_values.read(node.find(_T + "expected"))
        if model.compiled is None:
            status = "unsupported" if model.refused else "error"
            return {"status": status, "detail": (model.refused or model.crash)[:200], "expected": _told(expected)}
        with time_limit(SECONDS):
            found = _decided(model, case, node)
    except TimeLimit:
        return {"status": "timeout", "expected": _told(expected), "detail": f"more than {SECONDS} s"}
    except Exception as problem:
        detail = f"{type(problem).__name__}: {problem}"[:200]
        return {"status": "error", "expected": _told(expected), "detail": detail}
    problems = "; ".join(f"{each.code} {dict(each.facts)}" for each in found.problems)
    if node.get("errorResult") == "true" and not problems:
        problems = "no problem on record"
    status = "pass" if dmn_values.same(expected, found.value) else "wrong"
    return {"status": status, "detail": problems[:200], "expected": _told(expected), "got": _told(found.value)}


def _decided(model: Model, case: etree._Element, node: etree._Element) -> decisions.Decision:
    assert model.compiled is not None
    inputs = {each.get("name", ""): dmn_values.read(each) for each in case.iterchildren(_T + "inputNode")}
    service = case.get("type") == "decisionService"
    name = (case.get("invocableName") if service else node.get("name")) or ""
    found = model.id_of(name, service=service)
    if found is None:
        raise LookupError(f"no decision of the name {name}")
    decision = decisions.decide(model.compiled, found, inputs, now=NOW)
    entry = model.compiled.service(found)
    if entry is None or len(entry.outputs) < 2 or not isinstance(decision.value, Mapping):
        return decision
    value = decision.value.get(node.get("name"))
    return decisions.Decision(value=value, tables=decision.tables, problems=decision.problems)


def _told(value: Any) -> Any:
    """A value as JSON can hold it."""
    return value if value is None or isinstance(value, bool | str) else str(value)


def _print_folders(found: list[Outcome]) -> None:
    for group in sorted({outcome.group for outcome in found}):
        folders: dict[str, bool] = {}
        for outcome in found:
            if outcome.group == group:
                folder = outcome.id.split("/")[1]
                folders[folder] = folders.get(folder, True) and outcome.status == "pass"
        print(f"{group}: {sum(folders.values())} of {len(folders)} folders passed completely")  # noqa: T201


if __name__ == "__main__":
    main()
