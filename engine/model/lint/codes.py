"""Every code a check can give: which set of rules it belongs to, and what it means."""

from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True, kw_only=True)
class Code:
    """One line of the table."""

    rules: Rules
    meaning: str

    def severity(self, profile: Profile) -> Severity:
        """What the code weighs under a profile."""
        binds = self.rules is Rules.MEANING or (self.rules is Rules.HOUSE and profile is Profile.HOUSE)
        return Severity.ERROR if binds else Severity.WARNING


_MEANING = {
    # reading
    "xml_too_large": "The file is larger than the limit.",
    "xml_not_well_formed": "The file is not well-formed XML.",
    "xml_doctype": "The file declares a document type.",
    "xml_instruction": "The file holds a processing instruction or an entity.",
    "xml_include": "The file includes another file.",
    "xml_too_many_nodes": "The file has more elements and attributes than the limit.",
    "xml_too_deep": "The file is nested deeper than the limit.",
    "not_bpmn": "The root of the file is not BPMN 2.0 definitions.",
    "file_kind_unknown": "The bundle holds a file that is neither .bpmn nor .dmn.",
    "no_process": "No file of the bundle holds a process.",
    # ids and references
    "id_missing": "An element that others refer to has no id.",
    "id_duplicate": "An id occurs more than once in the file.",
    "process_duplicate": "Two processes of the bundle have the same id.",
    "reference_unresolved": "A reference points at nothing.",
    "side_wrong": "An element lists a flow that does not end there.",
    "definition_not_shared": "An event definition inside another element is referred to.",
    "reference_wrong_kind": "A reference points at an element of a kind that cannot stand there.",
    # flows and gateways
    "flow_end_missing": "A sequence flow has no source or no target.",
    "flow_between_scopes": "A sequence flow crosses the border of a process or sub-process.",
    "flow_out_of_end": "A sequence flow leaves an end event.",
    "flow_into_start": "A sequence flow enters a start event.",
    "flow_into_boundary": "A sequence flow enters a boundary event.",
    "flow_at_event_subprocess": "An event sub-process has a sequence flow.",
    "flow_at_compensation": "A compensation handler or its boundary event has a sequence flow.",
    "flow_out_of_link": "A sequence flow leaves a throwing link event.",
    "flow_into_link": "A sequence flow enters a catching link event.",
    "condition_out_of_place": "A conditional flow leaves an element that makes no choice.",
    "condition_alone": "The only flow out of an activity has a condition.",
    "default_not_outgoing": "The default flow does not leave the element that names it, or may not be there.",
    "gateway_unconnected": "A gateway has no flows.",
    "gateway_direction": "The flows of a gateway contradict the direction it claims.",
    "event_gateway_too_few": "An event-based gateway has fewer than two flows out.",
    "event_gateway_target": "An event-based gateway leads to something that does not wait for one event of its own.",
    "event_gateway_mixed": "An event-based gateway leads to message events and to receive tasks.",
    "event_gateway_not_first": "An event-based gateway that starts the process has a flow into it.",
    "message_flow_wrong_end": "A message flow ends at something that cannot send or receive it.",
    "message_flow_within_pool": "A message flow stays within one participant.",
    # events
    "event_out_of_place": "The event may not have this trigger where it stands.",
    "cancel_outside_transaction": "A cancel event stands outside a transaction.",
    "trigger_missing": "The event does not name its message, signal, error or escalation.",
    "condition_missing": "A conditional event has no condition.",
    "trigger_unnamed": "The message or signal of the event has no name.",
    "thrown_code_missing": "The error or escalation that is thrown has no code.",
    "boundary_unattached": "A boundary event is attached to nothing.",
    "boundary_in_other_scope": "A boundary event stands in another scope than its activity.",
    "must_interrupt": "An error, cancel or compensation event cannot be non-interrupting.",
    "handler_start_count": "An event sub-process does not have exactly one start event.",
    "subprocess_start_count": "A sub-process has more than one start event.",
    "start_without_end": "The scope has a start event and no end event.",
    "end_without_start": "The scope has an end event and no start event.",
    "event_without_flow": "An intermediate event has no flow in or no flow out.",
    "event_in_ad_hoc": "An ad hoc sub-process holds a start or end event.",
    "link_unnamed": "A link event has no name.",
    "link_without_partner": "A link event has no other end in its scope.",
    "link_ambiguous": "A link leads to more than one catching event.",
    "compensation_without_handler": "A compensation boundary event has no handler.",
    # reach and size
    "unreachable": "No token can come to this element.",
    "no_way_in": "The process or sub-process has no place to begin.",
    "process_empty": "The process holds nothing to execute.",
    "process_public": "A public process cannot be executed.",
    "too_many_nodes": "The process has more nodes than the limit.",
    "path_too_long": "A path through the process is longer than the limit.",
    "scopes_too_deep": "Sub-processes are nested deeper than the limit.",
    # timers and loops
    "timer_rule_count": "A timer does not have exactly one rule.",
    "timer_malformed": "The rule of a timer is neither FEEL nor an ISO 8601 literal.",
    "timer_without_zone": "The date of a timer has no time zone.",
    "timer_zero_period": "A timer repeats at once or never.",
    "loop_several": "An activity has more than one loop marker.",
    "loop_over_nothing": "A multi-instance activity has neither a number nor a collection.",
    "loop_output_incomplete": "Of output collection and output element one is missing.",
    "loop_behaviour_unknown": "The behaviour of a multi-instance activity is not one of the standard's.",
    "loop_behaviour_incomplete": "A complex behaviour has no definition.",
    "loop_bound_malformed": "The number of repetitions is neither a number nor FEEL.",
    "loop_bound_negative": "The number of repetitions is negative.",
    "loop_bound_too_large": "The number of repetitions is above the limit.",
    "loop_out_of_place": "The element may not repeat.",
    "quantity_not_positive": "A token quantity is not a whole number above zero.",
    # expressions and work
    "expression_foreign": "An expression is written in another dialect than FEEL.",
    "expression_not_feel": "An expression does not begin with an equals sign.",
    "expression_malformed": "An expression cannot be parsed.",
    "function_unknown": "An expression calls a function that does not exist.",
    "script_not_feel": "A script is written in another language than FEEL.",
    "script_missing": "A script task has no script.",
    "camunda_code": "An extension of another engine would run code; it cannot be carried over.",
    "job_type_missing": "A task for a machine does not say which.",
    "decision_unnamed": "A business rule task names no decision.",
    "decision_unknown": "The decision is not in the bundle.",
    "called_process_unnamed": "A call activity names no process.",
    "called_process_unknown": "The called process is not in the bundle.",
    "called_process_waits": "The called process only starts by an event.",
    "form_unknown": "The form does not exist.",
    "unsupported": "The construct is not executed yet.",
    # data
    "data_set_missing": "Data inputs and outputs need an input set and an output set.",
    "data_unlisted": "A data input or output stands in no set.",
    "data_association_incomplete": "A data association lacks its source or target.",
    "data_set_count": "The task has more sets or items of data than its message can carry.",
    "data_sets_not_mutual": "Input sets and output sets do not name each other.",
    "data_collection_differs": "Data is a collection on one side and a single item on the other.",
    "data_type_differs": "Data flows between two different types.",
    "data_of_call_differs": "The data of a call differs from that of the called process.",
    "data_out_of_place": "Data inputs or outputs stand where they are not allowed.",
}
_DECISIONS = {
    "not_dmn": "The root of the file is not DMN definitions.",
    "missing_id": "A decision or other part has no id.",
    "duplicate_id": "An id occurs more than once among the decision files.",
    "unknown_requirement": "A decision requires something that is not in the bundle.",
    "unknown_import": "The imported decision file is not in the bundle.",
    "circular_requirement": "Decisions require each other in a circle.",
    "expression_unparsable": "An expression of a decision cannot be parsed.",
    "external_function": "A decision calls a function outside of FEEL.",
    "foreign_value": "A value is written in a way that is not FEEL.",
    "unknown_language": "An expression is written in another language than FEEL.",
    "no_logic": "A decision has no logic.",
    "logic_incomplete": "A part of a decision's logic is missing.",
    "logic_too_deep": "The logic of a decision is nested deeper than the limit.",
    "unknown_hit_policy": "The hit policy of a table is unknown.",
    "aggregation_without_collect": "A table aggregates without collecting.",
    "aggregation_of_several_outputs": "A table aggregates several outputs.",
    "priority_without_values": "A table goes by priority without a list of output values.",
    "cells_missing": "A rule has fewer or more cells than the table has columns.",
    "input_without_expression": "An input column has no expression.",
    "table_without_output": "A table has no output column.",
    "output_without_name": "An output column of several has no name.",
    "too_many_rules": "A table has more rules than the limit.",
    "overlap": "Two rules of a table that allows one fit the same input.",
}
_HOUSE = {
    "task_without_form": "A user task has no form.",
    "task_without_role": "A user task has no role, neither its own nor by its lane.",
    "task_without_deadline": "A user task has no due date and does not say that it needs none.",
    "name_missing": "The element has no name.",
    "translation_missing": "A text is not translated.",
    "lane_not_role": "The name of a lane is not a role.",
    "role_unknown": "The role does not exist.",
    "id_style": "An id is not written in lower case words joined by underscores.",
    "not_drawn": "The element has no shape in the diagram.",
    "choice_incomplete": "A gateway has no default flow and its conditions may all be false.",
    "join_never_fills": "A parallel gateway waits for branches of which only one is ever taken.",
    "calls_in_circle": "Called processes call each other in a circle.",
    "calls_too_deep": "Processes are called deeper than the limit.",
    "timer_period_short": "A timer repeats more often than once a minute.",
    "separate_from_unknown": "Four eyes: the named task is no user task of the bundle.",
    "property_value_unknown": "The setting does not have one of its known values.",
    "mapping_incomplete": "A mapping lacks its source or its target.",
}
_DECISION_HINTS = {
    "rules_disagree": "Rules that may hold together have different answers.",
    "overlap_undecided": "Whether rules of a table overlap cannot be decided.",
    "gap": "A decision table has inputs without a rule.",
    "gaps_undecided": "Whether a decision table has gaps cannot be decided.",
}
_HINTS = {
    "condition_ignored": "A condition on a flow out of a parallel gateway is not read.",
    "user_task_marker_missing": "A user task lacks the mark that makes it a task for a person in other tools.",
    "property_unknown": "The setting is not known.",
    "property_out_of_place": "The setting means nothing on this kind of element.",
    "extension_unknown": "The extension element means nothing here.",
    "camunda_ignored": "A setting of another engine is kept but not read.",
}


def _lines(rules: Rules, meanings: Mapping[str, str]) -> dict[str, Code]:
    return {code: Code(rules=rules, meaning=meaning) for code, meaning in meanings.items()}


CODES: Mapping[str, Code] = MappingProxyType(
    {
        **_lines(Rules.MEANING, _MEANING),
        **_lines(Rules.MEANING, _DECISIONS),
        **_lines(Rules.HOUSE, _HOUSE),
        **_lines(Rules.HOUSE, general.BINDING),
        **_lines(Rules.HINT, general.ADVISING),
        **_lines(Rules.HINT, _DECISION_HINTS),
        **_lines(Rules.HINT, _HINTS),
    }
)
"""Code → rules and meaning. A code that is not listed keeps the severity it comes with."""

DECISIONS = frozenset({*_DECISIONS, *_DECISION_HINTS})
"""The codes that decision files give."""
