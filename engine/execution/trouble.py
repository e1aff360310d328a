"""What a model cannot go on with."""


class Trouble(Exception):
    """A step cannot go on: becomes an incident, and the step stays as it was."""

    def __init__(self, kind: str, **facts: object) -> None:
        super().__init__(kind, facts)
        self.kind, self.facts = kind, facts


class TooManySteps(Exception):
    """A call does not come to rest by itself; it is undone."""
