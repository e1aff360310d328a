"""Runs a folder of executable BPMN models with known traces: python -m tests.conformance.betsy DIR."""

import argparse
import json
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from engine import errors, execution
from tests.conformance import betsy_models, outcomes
from tests.conformance.betsy_host import Host, Story, TooManySteps
from tests.conformance.outcomes import Outcome
from tests.conformance.time_limit import TimeLimit, time_limit

SECONDS = 20


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
    found = list(run(options.directory, options.only, roundtrip=options.roundtrip))
    outcomes.print_groups(found, traces=bool(options.only))
    if not options.invalid:
        _print_tests(found)
    if options.json:
        chosen = {"roundtrip": options.roundtrip, "invalid": options.invalid, "only": options.only}
        outcomes.write(options.json, "betsy", chosen, found)
    print(f"{outcomes.passed(found)} passed, {len(found) - outcomes.passed(found)} failed")  # noqa: T201


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


def _print_tests(found: list[Outcome]) -> None:
    tests: dict[str, bool] = {}
    for outcome in found:
        test = outcome.id.partition("#")[0]
        tests[test] = tests.get(test, True) and outcome.status == "pass"
    print(f"{sum(tests.values())} of {len(tests)} tests passed completely")  # noqa: T201


if __name__ == "__main__":
    main()
