"""Variables that change from outside: wherever they are, and nothing else."""

from collections.abc import Callable

import pytest

from engine import errors, execution
from tests.unit.execution.test_scopes import call
from tests.unit.execution.walk import Walk, mapping, model, script, user
from tests.unit.model.bpmn_texts import file, line, node, process

Begin = Callable[..., Walk]
TEAM = {"team": {"pm": "1", "chair": "2"}, "calm": "yes"}


def _amend(case: Walk, **changes: object) -> Walk:
    named = {name.replace("__", "."): value for name, value in changes.items()}
    return case._keep(execution.amend(case.program, case.situation.state, named, case.now))


def _called() -> bytes:
    handed = call("c", "q", mapping("in team =team", "out pm =seen"), propagate="false")
    main = process(node("startEvent", "s"), handed, user("t"), node("endEvent", "e"), line("s", "c", "t", "e"))
    inner = (node("startEvent", "q_s"), user("ask"), script("seen", "team.pm"), node("endEvent", "q_e"))
    return file(main, process(*inner, line("q_s", "ask", "seen", "q_e"), name="q"))


def test_a_variable_changes_and_nothing_else_moves(walk: Begin) -> None:
    case = _amend(walk(model(user("t"), row="s t e"), TEAM), calm="no")

    assert case.variables == {**TEAM, "calm": "no"}
    assert case.open == ["t"]
    assert case.done() == ["s"]


def test_an_entry_of_a_context_changes_and_its_others_stay(walk: Begin) -> None:
    case = _amend(walk(model(user("t"), row="s t e"), TEAM), team__pm="9", team__finance="4")

    assert case.variables["team"] == {"pm": "9", "chair": "2", "finance": "4"}


def test_a_process_under_way_goes_on_with_what_was_changed(walk: Begin) -> None:
    case = _amend(walk(_called(), TEAM), team__pm="9").complete("ask")

    assert case.variables == {"team": {"pm": "9", "chair": "2"}, "calm": "yes", "pm": "9"}


def test_what_is_no_context_is_left_alone(walk: Begin) -> None:
    case = _amend(walk(model(user("t"), row="s t e"), {"team": None, "calm": "yes"}), team__pm="9", calm="no")

    assert case.variables == {"team": None, "calm": "no"}


@pytest.mark.parametrize("changes", [{"other": 1}, {"calm__inner": 1}])
def test_what_no_scope_has_cannot_be_changed(walk: Begin, changes: dict[str, object]) -> None:
    case = walk(model(user("t"), row="s t e"), TEAM)

    with pytest.raises(errors.NotFound):
        _amend(case, **changes)


def test_a_value_that_is_none_of_feel_is_refused(walk: Begin) -> None:
    case = walk(model(user("t"), row="s t e"), TEAM)

    with pytest.raises(errors.Rejected):
        _amend(case, calm=object())
