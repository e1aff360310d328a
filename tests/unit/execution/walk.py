"""A case on its way through a model, for tests: says what it does in names of elements and checks what always holds."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from engine import execution
from engine.execution import Environment, Event, EventKind, How, Program, Situation
from tests.unit.model.bpmn_texts import file, flow, line, node, process, zeebe

MONDAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # 9 o'clock in Copenhagen


class Walk:
    """One case. `anew`: the program is compiled again for every call, so that nothing can live outside of the state."""

    def __init__(
        self,
        files: bytes | Mapping[str, bytes],
        variables: Mapping[str, object] | None = None,
        *,
        anew: bool = False,
        begin: str = "p",
        by: Event | None = None,
        environment: Environment | None = None,
    ) -> None:
        self.files = {"model.bpmn": files} if isinstance(files, bytes) else dict(files)
        self.environment, self.anew, self.now = environment or Environment(), anew, MONDAY
        self._program = execution.compile_bundle(self.files, self.environment)
        self.print = self._program.fingerprint()
        self.passed: list[tuple[str, str]] = []
        self.seen: set[str] = set()
        self._keep(execution.start(self.program, begin, variables or {}, self.now, by=by))

    @property
    def program(self) -> Program:
        """The program for the next call."""
        return execution.compile_bundle(self.files, self.environment) if self.anew else self._program

    @property
    def open(self) -> list[str]:
        """The elements of everything that waits for a person or machine."""
        return sorted(step.element for step in (*self.situation.ready, *self.situation.jobs))

    @property
    def waits(self) -> list[str]:
        """The elements that wait for an event."""
        return sorted(wait.element for wait in self.situation.waits)

    @property
    def kinds(self) -> list[str]:
        """The kinds of the open incidents."""
        return [incident.kind for incident in self.situation.incidents]

    @property
    def variables(self) -> Mapping[str, object]:
        """The variables of the process."""
        return self.situation.variables

    def done(self, how: How = How.COMPLETED) -> list[str]:
        """The elements that were passed so far, in order."""
        return [element for element, way in self.passed if way == how]

    def step(self, element: str, item: int = 1) -> str:
        """The id of an open step."""
        found = [step for step in (*self.situation.ready, *self.situation.jobs) if step.element == element]
        return found[item - 1].id

    def complete(self, element: str, answers: Mapping[str, object] | None = None, *, item: int = 1) -> "Walk":
        """Hand in answers or results for an open step, the n-th of its element."""
        step = self.step(element, item)
        return self._keep(execution.complete(self.program, self.situation.state, step, answers or {}, self.now))

    def deliver(self, kind: EventKind, name: str = "", **more: object) -> "Walk":
        """An event from outside."""
        event = Event(kind=kind, name=name, **more)  # type: ignore[arg-type]
        return self._keep(execution.deliver(self.program, self.situation.state, event, self.now))

    def later(self, **time: float) -> "Walk":
        """Let time pass, then fire what is due."""
        self.now += timedelta(**time)
        return self._keep(execution.fire_due(self.program, self.situation.state, self.now))

    def retry(self) -> "Walk":
        """Try again what has an incident."""
        return self._keep(execution.retry(self.program, self.situation.state, self.now))

    def _keep(self, situation: Situation) -> "Walk":
        self.situation = situation
        ids = [passed.id for passed in situation.passed]
        assert not self.seen & set(ids)
        assert len(ids) == len(set(ids))
        self.seen |= set(ids)
        self.passed += [(passed.element, passed.how) for passed in situation.passed]
        self._check_restored()
        return self

    def _check_restored(self) -> None:
        now, then = execution.look(self.program, self.situation.state, self.now), self.situation
        for part in ("ready", "jobs", "waits", "incidents", "variables", "finished", "ends", "state"):
            assert getattr(now, part) == getattr(then, part), part
        anything = bool(then.ready or then.jobs or then.waits or then.incidents)
        assert then.finished is not anything
        assert self._program.fingerprint() == self.print


def model(*parts: str, row: str = "", after: str = "") -> bytes:
    """A file with process `p`: start `s`, what `parts` say, end `e`, and flows along the names of `row`."""
    flows = line(*row.split()) if row else ""
    return file(process(node("startEvent", "s"), *parts, node("endEvent", "e"), flows), after)


def user(name: str, *extensions: str, inner: str = "") -> str:
    """A task for a person."""
    return node("userTask", name, zeebe("<zeebe:userTask />", *extensions) + inner)


def script(name: str, text: str, result: str = "") -> str:
    """A FEEL script, its value kept under a name."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return node("scriptTask", name, zeebe(f'<zeebe:script expression="={text}" resultVariable="{result or name}" />'))


def mapping(*lines: str) -> str:
    """Input and output lines: "in target =source", "out target =source"."""
    written = ""
    for one in lines:
        way, target, source = one.split(" ", 2)
        quoted = source.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        written += f'<zeebe:{way}put source="{quoted}" target="{target}" />'
    return f"<zeebe:ioMapping>{written}</zeebe:ioMapping>"


def items(collection: str, element: str = "item", *, out: str = "", sequential: bool = False, until: str = "") -> str:
    """A multi-instance marker; `out`: "collection =element"."""
    name, _, value = out.partition(" ")
    quoted = value.replace('"', "&quot;")
    gathered = f'outputCollection="{name}" outputElement="{quoted}"' if out else ""
    loop = f'<zeebe:loopCharacteristics inputCollection="={collection}" inputElement="{element}" {gathered} />'
    condition = f"<bpmn:completionCondition>={until.replace('<', '&lt;')}</bpmn:completionCondition>" if until else ""
    inner = zeebe(loop) + condition
    return node("multiInstanceLoopCharacteristics", f"mi_{element}", inner, isSequential=str(sequential).lower())


def event(kind: str, reference: str = "") -> str:
    """An event definition, by reference."""
    return f'<bpmn:{kind}EventDefinition {kind}Ref="{reference}" />' if reference else f"<bpmn:{kind}EventDefinition />"


def border(name: str, host: str, definition: str, *, interrupting: bool = True) -> str:
    """A boundary event."""
    return node(
        "boundaryEvent", name, definition, attachedToRef=host, cancelActivity="true" if interrupting else "false"
    )


def message(name: str, key: str = "") -> str:
    """A message `msg_<name>` with the name, and with a correlation key when given."""
    inner = zeebe(f'<zeebe:subscription correlationKey="{key}" />') if key else ""
    return node("message", f"msg_{name}", inner, name=name)


def signal(name: str) -> str:
    """A signal `sig_<name>`."""
    return node("signal", f"sig_{name}", name=name)


def code(kind: str, name: str) -> str:
    """An error or escalation `err_<name>` or `esc_<name>` with the name as its code."""
    attribute = {"error": "errorCode", "escalation": "escalationCode"}[kind]
    return node(kind, f"{kind[:3]}_{name}", name=name, **{attribute: name})


def route(*stops: str) -> str:
    """Flows along several rows: "a b c"."""
    return "".join(flow(one, other) for row in stops for one, other in pairwise(row.split()))
