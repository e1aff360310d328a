"""Whatever the audit trail can be asked for is recorded somewhere, and has words."""

import ast

import pytest

from engine.ledger.audit import Action
from tests.conventions import tree

# They tell of acts, and record none.
READING = ("webapp/sentences/", "engine/insight/trail.py", "engine/insight/names.py", "engine/insight/xes.py")


@pytest.mark.parametrize("action", Action)
def test_every_kind_of_act_is_recorded_somewhere(action: Action) -> None:
    places = [
        tree.name(path)
        for path in tree.modules("engine", "webapp")
        if not tree.name(path).startswith(READING)
        for node in ast.walk(tree.parsed(path))
        if isinstance(node, ast.Attribute) and node.attr == action.name and ast.unparse(node.value).endswith("Action")
    ]

    assert places != []
