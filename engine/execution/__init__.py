"""The only door to SpiffWorkflow: plain values in, a Situation out; no clock, no database, no network."""

from engine.execution.calls import complete, deliver, fire_due, look, retry, start
from engine.execution.limits import Environment, Limits
from engine.execution.program import Program, compile_bundle
from engine.execution.situation import (
    DecisionRecord,
    Event,
    EventKind,
    How,
    Incident,
    Job,
    Passed,
    Situation,
    Start,
    StartKind,
    Step,
    StepKind,
    TableRecord,
    Thrown,
    Wait,
    WaitKind,
    Where,
)

__all__ = [
    "DecisionRecord",
    "Environment",
    "Event",
    "EventKind",
    "How",
    "Incident",
    "Job",
    "Limits",
    "Passed",
    "Program",
    "Situation",
    "Start",
    "StartKind",
    "Step",
    "StepKind",
    "TableRecord",
    "Thrown",
    "Wait",
    "WaitKind",
    "Where",
    "compile_bundle",
    "complete",
    "deliver",
    "fire_due",
    "look",
    "retry",
    "start",
]
