"""Runs a folder of executable BPMN models with known traces: python -m tests.conformance.betsy DIR."""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from engine import errors, execution
from tests.conformance import betsy_models
from tests.conformance.betsy_host import Host, Story, TooManySteps
from tests.conformance.time_limit import TimeLimit, time_limit

SECONDS = 20


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How one case went; `status` is pass, unsupported, wrong, error or timeout."""

    id: str
    group: str
    status: str
    detail: str = ""
    expected: Any = None
    got: Any = None
    ms: int = 0


def main(arguments: list[str] | None = None) -> None:
    """Run a folder and print one line per group, the tests passed whole, and the sum; the exit status is 0."""
    parser = argparse.ArgumentParser(prog="tests.conformance.betsy", description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--roundtrip", action="store_true", help="restore and compile anew after every call")
    parser.add_argument("--invalid", action="store_true", help="models that have to be refused")
    parser.add_argument("--only", default="", help="cases whose id contains this text, with their traces")
    parser.add_argument("--json", type=Path, help="write every case to this file")
    options = parser.parse_args(arguments)
    run = _invalid if options.invalid else _cases
    outcomes = list(run(options.directory, options.only, roundtrip=options.roundtrip))
    _print(outcomes, whole=not options.invalid, traces=bool(options.only))
    passed = sum(outcome.status == "pass" for outcome in outcomes)
    if options.json:
        _write(options.json, options, outcomes, passed)
    print(f"{passed} passed, {len(outcomes) - passed} failed")  # noqa: T201


def _cases(directory: Path, only: str, *, roundtrip: bool) -> Iterable[Outcome]:
    for case in json.loads((directory / "cases.json").read_text(encoding="utf-8"))["cases"]:
        if only in case["id"]:
            began = time.monotonic()
            found = _case(directory, case, roundtrip=roundtrip)
            yield Outcome(id=case["id"], group=case["group"], ms=int((time.monotonic() - began) * 1000), **found)


def _case(directory: Path, case: Mapping[str, Any], *, roundtrip: bool) -> dict[str, Any]:
    expected = sorted(case["expected"])
    try:
        with time_limit(SECONDS):
            content = betsy_models.rewritten((directory / "models" / case["model"]).read_bytes())
            story = _told(content, case, roundtrip=False)
            again = _told(content, case, roundtrip=True) if roundtrip else story
    except TimeLimit:
        return {"status": "timeout", "expected": expected, "detail": f"more than {SECONDS} s"}
    except TooManySteps:
        return {"status": "wrong", "expected": expected, "detail": "too many steps"}
    except Exception as problem:
        return {"status": "error", "expected": expected, "detail": f"{type(problem).__name__}: {problem}"[:200]}
    got = _comparable(story.trace, expected)
    status = "pass" if got == expected else "unsupported" if story.refused else "wrong"
    detail = story.refused if status == "unsupported" else story.crash
    if status == "pass" and sorted(again.trace) != sorted(story.trace):
        status, detail = "wrong", "differs after restore"
    return {"status": status, "detail": detail, "expected": expected, "got": got}


def _told(content: bytes, case: Mapping[str, Any], *, roundtrip: bool) -> Story:
    try:
        host = Host(content, case, roundtrip=roundtrip)
    except errors.ModelRejected as problem:
        codes = sorted({f"{one.code}{dict(one.facts) or ''}" for one in problem.problems})
        return Story(trace=["ERROR_deployment"], refused="; ".join(codes)[:200])
    return host.run()


def _comparable(trace: list[str], expected: list[str]) -> list[str]:
    if "ERROR" in expected:
        trace = ["ERROR" if entry in ("ERROR_deployment", "ERROR_runtime") else entry for entry in trace]
    return sorted(trace)


def _invalid(directory: Path, only: str, *, roundtrip: bool) -> Iterable[Outcome]:
    folder = directory / "invalid"
    for path in sorted(folder.glob("*/*.bpmn")):
        name = path.relative_to(folder).as_posix()
        if only in name:
            began = time.monotonic()
            status, detail = _refusal(path)
            ms = int((time.monotonic() - began) * 1000)
            group = path.parent.name.partition(".")[0]
            yield Outcome(id=name, group=group, status=status, detail=detail, expected="refused", got=status, ms=ms)


def _refusal(path: Path) -> tuple[str, str]:
    try:
        with time_limit(SECONDS):
            execution.compile_bundle({path.name: path.read_bytes()})
    except TimeLimit:
        return "timeout", f"more than {SECONDS} s"
    except errors.ModelRejected as problem:
        return "pass", ", ".join(sorted({one.code for one in problem.problems}))[:200]
    except Exception as problem:
        return "error", f"{type(problem).__name__}: {problem}"[:200]
    return "wrong", "accepted"


def _print(outcomes: list[Outcome], *, whole: bool, traces: bool) -> None:
    for group in sorted({outcome.group for outcome in outcomes}):
        members = [outcome for outcome in outcomes if outcome.group == group]
        failed = Counter(outcome.status for outcome in members if outcome.status != "pass")
        told = ", ".join(f"{status} {count}" for status, count in sorted(failed.items()))
        print(f"{group}: {len(members)} cases, {len(members) - failed.total()} passed; {told}".rstrip("; "))  # noqa: T201
    for outcome in outcomes:
        if traces:
            print(f"{outcome.id}: {outcome.status}; expected {outcome.expected}, got {outcome.got}; {outcome.detail}")  # noqa: T201
        elif outcome.status != "pass":
            print(f"  {outcome.id}: {outcome.status}: {outcome.detail}")  # noqa: T201
    if whole:
        tests: dict[str, bool] = {}
        for outcome in outcomes:
            test = outcome.id.partition("#")[0]
            tests[test] = tests.get(test, True) and outcome.status == "pass"
        print(f"{sum(tests.values())} of {len(tests)} tests passed completely")  # noqa: T201


def _write(path: Path, options: argparse.Namespace, outcomes: list[Outcome], passed: int) -> None:
    report = {
        "suite": "betsy",
        "options": {"roundtrip": options.roundtrip, "invalid": options.invalid, "only": options.only},
        "passed": passed,
        "failed": len(outcomes) - passed,
        "cases": [asdict(outcome) for outcome in outcomes],
    }
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
