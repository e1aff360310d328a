"""The only door to SpiffWorkflow: plain values in, a Situation out; no clock, no database, no network."""

from engine.execution.calls import amend, complete, deliver, fire_due, look, retry, start
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
from engine.execution.timetable import first_due, next_due
from engine.execution.timing import Due

__all__ = [
    "DecisionRecord",
    "Due",
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
    "amend",
    "compile_bundle",
    "complete",
    "deliver",
    "fire_due",
    "first_due",
    "look",
    "next_due",
    "retry",
    "start",
]
