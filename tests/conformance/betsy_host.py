"""The world around one case: does the jobs, carries events between instances, and moves the clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from engine import execution, xml
from engine.execution import Event, EventKind, Job, Program, Situation, Thrown
from tests.conformance.betsy_models import B

BEGIN = datetime(2030, 1, 7, 8, 0, tzinfo=UTC)
MOST_STEPS = 600
HOLDING = {"WAIT_TEN_SECONDS", "CREATE_TIMESTAMP_LOG_1", "CREATE_TIMESTAMP_LOG_2"}
STAMPS = ("CREATE_TIMESTAMP_LOG_1", "CREATE_TIMESTAMP_LOG_2")
NAME = "model.bpmn"


class TooManySteps(Exception):
    """The case goes on and on."""


@dataclass
class Story:
    """What came of one run."""

    trace: list[str] = field(default_factory=list)
    refused: str = ""
    crash: str = ""


@dataclass
class Instance:
    """One running process; `reported`: incidents already in the trace; `open`: held jobs and when they end."""

    situation: Situation
    reported: set[str] = field(default_factory=set)
    open: dict[str, datetime] = field(default_factory=dict)


class Host:
    """Runs one case of the suite; with `roundtrip`, nothing but bytes is kept between calls."""

    def __init__(self, content: bytes, case: Mapping[str, Any], *, roundtrip: bool) -> None:
        self.files, self.case, self.roundtrip = {NAME: content}, case, roundtrip
        self.kept = execution.compile_bundle(self.files)
        self.story = Story()
        self.instances: list[Instance] = []
        self.post: list[tuple[Instance, Thrown]] = []
        self.now = BEGIN
        self.steps = 0
        self.marked = False
        self.stamps: dict[str, list[int]] = {name: [] for name in STAMPS}
        self.moments = 0

    def run(self) -> Story:
        """Start the processes, and go on until nothing moves within the time of the case."""
        if self.case["parallel_process"]:
            self._start("ParallelProcess")
        self._start(self._main_process())
        self._settle()
        end = BEGIN + timedelta(milliseconds=self.case["delay_ms"])
        while (moment := self._next_moment()) is not None and moment <= end:
            self.now = max(moment, self.now)
            self._pass_time()
            self._settle()
        if self.marked and "MARKER_exists" in self.case["expected"]:
            self.story.trace.append("MARKER_exists")
        if self._were_parallel():
            self.story.trace.append("EXECUTION_parallel")
        return self.story

    @property
    def program(self) -> Program:
        """The compiled model; made anew for each call when nothing may be kept."""
        return execution.compile_bundle(self.files) if self.roundtrip else self.kept

    def _main_process(self) -> str:
        if self.case["test"] in self.kept.processes:
            return str(self.case["test"])
        for node in xml.read(self.files[NAME]).iterchildren(B + "process"):
            if node.get("isExecutable") == "true" and node.get("id") not in ("ParallelProcess", "CalledProcess"):
                return str(node.get("id"))
        return str(self.case["test"])

    def _start(self, process: str, by: Event | None = None) -> None:
        variables = {
            "test": self.case["input"] or "",
            "integerVariable": Decimal(self.case["integer_variable"]),
            "testCaseNumber": Decimal(self.case["number"]),
        }
        situation = self._call(lambda: execution.start(self.program, process, variables, self.now, by=by))
        if situation is not None:
            instance = Instance(situation)
            self.instances.append(instance)
            self._take_in(instance, situation)

    def _call(self, work: Callable[[], Situation]) -> Situation | None:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise TooManySteps
        try:
            return work()
        except Exception as problem:
            self.story.trace.append("ERROR_runtime")
            self.story.crash = f"crash: {type(problem).__name__}: {problem}"[:200]
            return None

    def _change(self, instance: Instance, work: Callable[[Program, bytes], Situation]) -> None:
        situation = self._call(lambda: work(self.program, instance.situation.state))
        if situation is not None:
            instance.situation = situation
            self._take_in(instance, situation)

    def _take_in(self, instance: Instance, situation: Situation) -> None:
        self.post += [(instance, thrown) for thrown in situation.thrown]
        for incident in situation.incidents:
            if incident.id not in instance.reported:
                instance.reported.add(incident.id)
                uncaught = incident.kind == "uncaught_error"
                self.story.trace.append("ERROR_thrownErrorEvent" if uncaught else "ERROR_runtime")
                if not uncaught:
                    self.story.crash = f"incident: {incident.kind} {dict(incident.facts)}"[:200]

    # turns

    def _settle(self) -> None:
        while self._work() or self._deliver():
            pass

    def _work(self) -> bool:
        """Open every listed job, then do those that need no time; whether there were any."""
        listed = [(instance, job) for instance in self.instances for job in instance.situation.jobs]
        for instance, job in listed:
            if job.type in HOLDING and job.id not in instance.open:
                instance.open[job.id] = self.now + timedelta(seconds=10)
                self._stamp(job)
        todo = [
            (instance, job) for instance, job in listed if job.id not in instance.open and not _failed(instance, job)
        ]
        for instance, job in todo:
            self._do(instance, job)
        return bool(todo)

    def _do(self, instance: Instance, job: Job) -> None:
        if job.id not in {open_job.id for open_job in instance.situation.jobs}:
            return
        if job.type == "THROW_ERROR":
            event = Event(kind=EventKind.ERROR, code="ERR_CODE", step=job.id)
            self._change(instance, lambda program, state: execution.deliver(program, state, event, self.now))
            return
        results = self._effect(job, {**instance.situation.seen, **job.inputs})
        self._change(instance, lambda program, state: execution.complete(program, state, job.id, results, self.now))

    def _effect(self, job: Job, seen: Mapping[str, object]) -> dict[str, object]:
        if job.type.startswith("SCRIPT_"):
            self.story.trace.append(job.type)
        elif job.type == "CREATE_MARKER_FILE":
            self.marked = True
        elif job.type == "LOG_DATA":
            self.story.trace.append("DATA_correct" if seen.get("data") == "String" else "DATA_wrong")
        elif job.type == "SET_STRING_DATA":
            return {"data": "String"}
        elif job.type.startswith("INCREMENT_INTEGER_VARIABLE"):
            if job.type.endswith("_AND_LOG"):
                self.story.trace.append("INCREMENT_correct")
            return {"integerVariable": Decimal(str(seen.get("integerVariable"))) + 1}
        return {}

    def _deliver(self) -> bool:
        """Route one thrown event; whether there was one."""
        if not self.post:
            return False
        thrower, thrown = self.post.pop(0)
        waiting = [
            instance
            for instance in self.instances
            if instance is not thrower
            and any(wait.kind == thrown.kind.value and wait.name == thrown.name for wait in instance.situation.waits)
        ]
        event = Event(kind=thrown.kind, name=thrown.name, key=thrown.key, payload=thrown.payload)
        starts = [s.process for s in self.kept.starts if s.kind == thrown.kind.value and s.name == thrown.name]
        if thrown.kind is EventKind.MESSAGE:
            waiting, starts = waiting[:1], [] if waiting else starts[:1]
        for instance in waiting:
            self._change(instance, lambda program, state: execution.deliver(program, state, event, self.now))
        for process in starts:
            self._start(process, event)
        return True

    # time

    def _next_moment(self) -> datetime | None:
        moments = [wait.due for one in self.instances for wait in one.situation.waits if wait.due is not None]
        moments += [until for one in self.instances for until in self._held(one).values()]
        return min(moments, default=None)

    def _held(self, instance: Instance) -> dict[str, datetime]:
        listed = {job.id for job in instance.situation.jobs}
        return {job: until for job, until in instance.open.items() if job in listed}

    def _pass_time(self) -> None:
        """Timers that are due fire first, then held jobs end."""
        for instance in self.instances:
            if any(wait.due is not None and wait.due <= self.now for wait in instance.situation.waits):
                self._change(instance, lambda program, state: execution.fire_due(program, state, self.now))
        for instance in self.instances:
            for job in list(instance.situation.jobs):
                if job.id in instance.open and instance.open[job.id] <= self.now:
                    self._stamp(job)
                    self._do(instance, job)

    def _stamp(self, job: Job) -> None:
        self.moments += 1
        if job.type in self.stamps:
            self.stamps[job.type].append(self.moments)

    def _were_parallel(self) -> bool:
        one, other = (self.stamps[name] for name in STAMPS)
        return len(one) == len(other) == 2 and one[0] < other[1] and other[0] < one[1]


def _failed(instance: Instance, job: Job) -> bool:
    return any(incident.step == job.id for incident in instance.situation.incidents)
