"""The shipped tables of the gates: G1, the vote, and the proposal to the chair, each rule and every combination."""

from itertools import product
from pathlib import Path

import pytest

import bpmn
from engine import decisions
from engine.decisions import Decisions, analysis

FILES = {"dmn_g1": "p1_insight", "dmn_vote": "p_gate_review", "dmn_gate_proposal": "p_gate_review"}
LANGUAGES = ("", ":da", ":sv")
FACTS = ("owner_still", "baseline_ok", "n", "dq", "novelty")
COUNTS = ("quorum_met", "extended", "n_stop", "n_rework", "n_cond", "n_approve")
ORDER = ("stop", "rework", "pause", "conditional", "go")
VOTES = ("stop", "rework", "conditional", "go", "no_quorum")
G1 = {
    "g1_1": ("stop", lambda o, b, n, q, w: not o),
    "g1_2": ("rework", lambda o, b, n, q, w: o and not b),
    "g1_3": ("rework", lambda o, b, n, q, w: o and b and n < 5),
    "g1_4": ("leave", lambda o, b, n, q, w: o and b and n >= 5 and w == "known_product"),
    "g1_5": ("conditional", lambda o, b, n, q, w: o and b and n >= 5 and q < 2 and w != "known_product"),
    "g1_6": ("go", lambda o, b, n, q, w: o and b and n >= 5 and q >= 2 and w != "known_product"),
}
VOTE = {
    "vote_1": ("extend_vote", lambda q, e, s, r, c, a: not q and not e),
    "vote_2": ("no_quorum", lambda q, e, s, r, c, a: not q and e),
    "vote_3": ("stop", lambda q, e, s, r, c, a: q and s >= 2),
    "vote_4": ("chair_hearing", lambda q, e, s, r, c, a: q and s == 1),
    "vote_5": ("rework", lambda q, e, s, r, c, a: q and s == 0 and r >= a + c),
    "vote_6": ("conditional", lambda q, e, s, r, c, a: q and s == 0 and r < a + c and c >= 1),
    "vote_7": ("go", lambda q, e, s, r, c, a: q and s == 0 and r < a + c and c == 0),
}


@pytest.fixture(scope="module", params=sorted(FILES))
def table(request: pytest.FixtureRequest) -> tuple[str, Decisions]:
    return request.param, _read(request.param)


@pytest.mark.parametrize(
    ("values", "rule", "answer"),
    [
        ((False, False, 0, 1, "new"), "g1_1", "stop"),
        ((True, False, 9, 5, "new"), "g1_2", "rework"),
        ((True, True, 4, 5, "new"), "g1_3", "rework"),
        ((True, True, 5, 1, "known_product"), "g1_4", "leave"),
        ((True, True, 5, 1.5, "adapt"), "g1_5", "conditional"),
        ((True, True, 8, 3, "adapt"), "g1_6", "go"),
    ],
)
def test_each_rule_of_g1_has_its_facts(values: tuple[object, ...], rule: str, answer: str) -> None:
    found = decisions.decide(_read("dmn_g1"), "dmn_g1", {"facts": dict(zip(FACTS, values, strict=True))})

    assert (found.value, found.tables[0].rules, found.problems) == (answer, (rule,), ())


def test_exactly_one_rule_of_g1_holds_for_all_facts() -> None:
    g1, truths = _read("dmn_g1"), (False, True)
    for values in product(truths, truths, (0, 4, 5, 30), (1, 1.5, 2, 5), ("known_product", "adapt", "new")):
        [(rule, answer)] = [(rule, answer) for rule, (answer, holds) in G1.items() if holds(*values)]

        found = decisions.decide(g1, "dmn_g1", {"facts": dict(zip(FACTS, values, strict=True))})

        assert (found.value, found.tables[0].rules) == (answer, (rule,)), values


@pytest.mark.parametrize(
    ("counts", "rule", "outcome"),
    [
        ((False, False, 1, 0, 0, 1), "vote_1", "extend_vote"),
        ((False, True, 2, 0, 0, 0), "vote_2", "no_quorum"),
        ((True, False, 2, 0, 0, 3), "vote_3", "stop"),
        ((True, True, 1, 2, 0, 2), "vote_4", "chair_hearing"),
        ((True, False, 0, 2, 1, 1), "vote_5", "rework"),
        ((True, False, 0, 0, 0, 0), "vote_5", "rework"),  # all abstain
        ((True, False, 0, 2, 1, 2), "vote_6", "conditional"),
        ((True, False, 0, 0, 0, 4), "vote_7", "go"),
    ],
)
def test_each_rule_of_the_vote_has_its_counts(counts: tuple[object, ...], rule: str, outcome: str) -> None:
    found = decisions.decide(_read("dmn_vote"), "dmn_vote", dict(zip(COUNTS, counts, strict=True)))

    assert (found.value, found.tables[0].rules, found.problems) == (outcome, (rule,), ())


def test_exactly_one_rule_of_the_vote_holds_for_every_count() -> None:
    vote, truths = _read("dmn_vote"), (False, True)
    for counts in product(truths, truths, range(4), range(4), range(4), range(4)):
        [(rule, outcome)] = [(rule, outcome) for rule, (outcome, holds) in VOTE.items() if holds(*counts)]

        found = decisions.decide(vote, "dmn_vote", dict(zip(COUNTS, counts, strict=True)))

        assert (found.value, found.tables[0].rules) == (outcome, (rule,)), counts


@pytest.mark.parametrize(
    ("facts", "vote", "rule"),
    [
        ("stop", "go", 1), ("rework", "stop", 2), ("pause", "stop", 2), ("conditional", "stop", 2), ("go", "stop", 2),
        ("rework", "rework", 3), ("rework", "no_quorum", 3), ("pause", "rework", 4), ("conditional", "rework", 4),
        ("go", "rework", 4), ("pause", "go", 5), ("conditional", "no_quorum", 6), ("go", "conditional", 7),
        ("go", "go", 8), ("go", "no_quorum", 8),
    ],
)  # fmt: skip
def test_each_rule_of_the_proposal_has_its_pairs(facts: str, vote: str, rule: int) -> None:
    values = {"facts_outcome": facts, "vote_outcome": vote}
    found = decisions.decide(_read("dmn_gate_proposal"), "dmn_gate_proposal", values)

    assert found.tables[0].rules == (f"proposal_{rule}",)


def test_the_proposal_is_always_the_stricter_of_facts_and_vote() -> None:
    proposal = _read("dmn_gate_proposal")
    for facts, vote in product(ORDER, VOTES):
        heard = facts if vote == "no_quorum" else vote
        found = decisions.decide(proposal, "dmn_gate_proposal", {"facts_outcome": facts, "vote_outcome": vote})

        assert (found.value, found.problems) == (min(facts, heard, key=ORDER.index), ())


def test_the_tables_are_proven_to_have_neither_gaps_nor_overlaps(table: tuple[str, Decisions]) -> None:
    assert analysis.gaps(table[1]) == ()
    assert analysis.overlaps(table[1]) == ()


def test_everything_people_read_is_there_in_three_languages(table: tuple[str, Decisions]) -> None:
    name, found = table
    texts = found.texts(name)
    keys = {key.removesuffix(end) for key in texts for end in (":da", ":sv") if key.endswith(end)}

    assert {"name"} < keys
    keys.discard("documentation")  # in English it is the description
    assert [key for key in sorted(keys) for end in LANGUAGES if not texts.get(key + end)] == []


def _read(name: str) -> Decisions:
    path = Path(bpmn.__file__).parent / FILES[name] / f"{name}.dmn"
    return decisions.compile_decisions({path.name: path.read_bytes()})
