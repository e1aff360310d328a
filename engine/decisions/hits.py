"""Hit policies: from the rules that hold to the result of a table (DMN 1.5, clause 8.2.10). Plain values only."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine import feel
from engine.decisions.boxes import Aggregation, HitPolicy

_AGGREGATES = {
    Aggregation.SUM: feel.parse("sum(outputs)"),
    Aggregation.MIN: feel.parse("min(outputs)"),
    Aggregation.MAX: feel.parse("max(outputs)"),
    Aggregation.COUNT: feel.parse("count(outputs)"),
}


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A rule that holds, its output, and its rank: the lower, the higher the priority."""

    rule: str
    output: object
    rank: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Result:
    """The value, the rules it came from with the deciding one first, and the code of what is wrong with it."""

    value: object
    rules: tuple[str, ...]
    problem: str | None = None


def resolve(policy: HitPolicy, aggregation: Aggregation | None, hits: Sequence[Hit]) -> Result:
    """The result of at least one hit, which are given in the order of the rules."""
    rules = tuple(hit.rule for hit in hits)
    match policy:
        case HitPolicy.UNIQUE if len(hits) > 1:
            return Result(value=None, rules=rules, problem="several_rules_hold")
        case HitPolicy.ANY if any(not _same(hit.output, hits[0].output) for hit in hits):
            return Result(value=None, rules=rules, problem="rules_disagree")
        case HitPolicy.COLLECT if aggregation is not None:
            return _aggregated(aggregation, hits, rules)
        case HitPolicy.COLLECT | HitPolicy.RULE_ORDER:
            return Result(value=[hit.output for hit in hits], rules=rules)
        case HitPolicy.PRIORITY | HitPolicy.OUTPUT_ORDER:
            ranked = sorted(hits, key=lambda hit: hit.rank)
            values = [hit.output for hit in ranked]
            rules = tuple(hit.rule for hit in ranked)
            return Result(value=values[0] if policy is HitPolicy.PRIORITY else values, rules=rules)
    return Result(value=hits[0].output, rules=rules)


def is_list(policy: HitPolicy) -> bool:
    """Whether the result is a list of outputs (before any aggregation)."""
    return policy in (HitPolicy.COLLECT, HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER)


def _aggregated(aggregation: Aggregation, hits: Sequence[Hit], rules: tuple[str, ...]) -> Result:
    result = feel.evaluate(_AGGREGATES[aggregation], {"outputs": [hit.output for hit in hits]})
    return Result(value=result.value, rules=rules, problem="not_aggregable" if result.problems else None)


def _same(left: object, right: object) -> bool:
    return type(left) is type(right) and left == right
