"""What is overdue beyond its deadline, in words."""

from flask_babel import gettext as _

from engine.insight.overdue import Late
from engine.model.overdue import CONDITION, GATE
from webapp import formats


def kind(key: str) -> str:
    """What is overdue, in two words."""
    words = {GATE: _("Gate overdue"), CONDITION: _("Condition overdue")}
    return words.get(key, _("Task overdue"))


def told(late: Late) -> str:
    """Since when it is overdue, and whom it waits for."""
    day = formats.day(late.task.deadline_at) if late.task.deadline_at else ""
    if late.task.taken_by is None:
        return _("It was due on %(day)s. Nobody has taken the task yet.", day=day)
    return _("It was due on %(day)s and waits for %(name)s.", day=day, name=late.task.taken_by.name)
