"""Every code a check can give, and which set of rules it belongs to. Sentences are made from codes elsewhere."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from engine.errors import Severity
from engine.model.lint import general


class Profile(StrEnum):
    """How strictly a bundle is checked.

    MEANING: rules of meaning only (what compiling needs). RUN: those bind, house rules warn.
    HOUSE: all bind, except codes that never do more than warn.
    """

    MEANING = "meaning"
    RUN = "run"
    HOUSE = "house"


class Rules(StrEnum):
    """The set a code belongs to; hints are warnings under every profile."""

    MEANING = "meaning"
    HOUSE = "house"
    HINT = "hint"

    def severity(self, profile: Profile) -> Severity:
        """What a code of this set weighs under a profile."""
        binds = self is Rules.MEANING or (self is Rules.HOUSE and profile is Profile.HOUSE)
        return Severity.ERROR if binds else Severity.WARNING


_MEANING = (
    # reading
    "xml_too_large",
    "xml_not_well_formed",
    "xml_doctype",
    "xml_instruction",
    "xml_include",
    "xml_too_many_nodes",
    "xml_too_deep",
    "not_bpmn",
    "file_kind_unknown",
    "no_process",
    # ids and references
    "id_missing",
    "id_duplicate",
    "process_duplicate",
    "reference_unresolved",
    "side_wrong",
    "definition_not_shared",
    "reference_wrong_kind",
    # flows and gateways
    "flow_end_missing",
    "flow_between_scopes",
    "flow_out_of_end",
    "flow_into_start",
    "flow_into_boundary",
    "flow_at_event_subprocess",
    "flow_at_compensation",
    "flow_out_of_link",
    "flow_into_link",
    "condition_out_of_place",
    "condition_alone",
    "default_not_outgoing",
    "gateway_unconnected",
    "gateway_direction",
    "event_gateway_too_few",
    "event_gateway_target",
    "event_gateway_mixed",
    "event_gateway_not_first",
    "message_flow_wrong_end",
    "message_flow_within_pool",
    # events
    "event_out_of_place",
    "cancel_outside_transaction",
    "trigger_missing",
    "condition_missing",
    "trigger_unnamed",
    "thrown_code_missing",
    "boundary_unattached",
    "boundary_in_other_scope",
    "boundary_on_event_subprocess",
    "must_interrupt",
    "handler_start_count",
    "subprocess_start_count",
    "start_without_end",
    "end_without_start",
    "event_without_flow",
    "event_in_ad_hoc",
    "link_unnamed",
    "link_without_partner",
    "link_ambiguous",
    "compensation_without_handler",
    # reach and size
    "unreachable",
    "no_way_in",
    "process_empty",
    "process_public",
    "too_many_nodes",
    "path_too_long",
    "scopes_too_deep",
    # timers and loops
    "timer_rule_count",
    "timer_malformed",
    "timer_without_zone",
    "timer_zero_period",
    "loop_several",
    "loop_over_nothing",
    "loop_output_incomplete",
    "loop_behaviour_unknown",
    "loop_behaviour_incomplete",
    "loop_bound_malformed",
    "loop_bound_negative",
    "loop_bound_too_large",
    "loop_out_of_place",
    "quantity_not_positive",
    # expressions and work
    "expression_foreign",
    "expression_not_feel",
    "expression_malformed",
    "function_unknown",
    "script_not_feel",
    "script_missing",
    "camunda_code",
    "job_type_missing",
    "decision_unnamed",
    "decision_unknown",
    "called_process_unnamed",
    "called_process_unknown",
    "called_process_waits",
    "form_unknown",
    "unsupported",
    # data
    "data_set_missing",
    "data_unlisted",
    "data_association_incomplete",
    "data_set_count",
    "data_sets_not_mutual",
    "data_collection_differs",
    "data_type_differs",
    "data_of_call_differs",
    "data_out_of_place",
)
_DECISIONS = (
    "not_dmn",
    "missing_id",
    "duplicate_id",
    "unknown_requirement",
    "unknown_import",
    "circular_requirement",
    "unknown_type",
    "circular_type",
    "expression_unparsable",
    "unknown_function",
    "external_function",
    "foreign_value",
    "unknown_language",
    "no_logic",
    "logic_incomplete",
    "logic_too_deep",
    "unknown_hit_policy",
    "unknown_aggregation",
    "aggregation_without_collect",
    "aggregation_of_several_outputs",
    "priority_without_values",
    "cells_missing",
    "input_without_expression",
    "table_without_output",
    "output_without_name",
    "too_many_rules",
    "overlap",
)
_HOUSE = (
    "task_without_form",
    "task_without_role",
    "task_without_deadline",
    "name_missing",
    "translation_missing",
    "lane_not_role",
    "role_unknown",
    "id_style",
    "not_drawn",
    "choice_incomplete",
    "join_never_fills",
    "calls_in_circle",
    "calls_too_deep",
    "timer_period_short",
    "separate_from_unknown",
    "overdue_without_task",
    "property_value_unknown",
    "mapping_incomplete",
    "action_incomplete",
    "action_without_event",
    "action_not_for_all",
)
_DECISION_HINTS = (
    "expression_null",
    "rules_disagree",
    "overlap_undecided",
    "gap",
    "gaps_undecided",
    "rule_never_holds",
    "rule_never_used",
)
_HINTS = (
    "condition_ignored",
    "user_task_marker_missing",
    "property_unknown",
    "property_out_of_place",
    "extension_unknown",
    "camunda_ignored",
)


def _of(rules: Rules, *groups: Iterable[str]) -> dict[str, Rules]:
    return {code: rules for group in groups for code in group}


CODES: Mapping[str, Rules] = MappingProxyType(
    {
        **_of(Rules.MEANING, _MEANING, _DECISIONS),
        **_of(Rules.HOUSE, _HOUSE, general.BINDING),
        **_of(Rules.HINT, general.ADVISING, _DECISION_HINTS, _HINTS),
    }
)
"""Code → set of rules. A code that is not listed keeps the severity it comes with."""
