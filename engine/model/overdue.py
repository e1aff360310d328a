"""What is overdue when a timer at a user task fires: its property `overdue`, and the kinds people are told of."""

NAME = "overdue"
GATE, CONDITION = "gate", "condition"
KINDS = (GATE, CONDITION, "task")
