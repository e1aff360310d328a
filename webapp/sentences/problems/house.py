"""Rules of the house, advice and general rules of modelling, in English words."""

SENTENCES: dict[str, str] = {
    # Rules of the house
    "task_without_form": "The task for a person has no form. Choose the form to be filled in.",
    "task_without_role": (
        "The task says neither by itself nor by its lane who does it. Give it a role, or put it in the lane of a role."
    ),
    "task_without_deadline": (
        "The task has no deadline. Write when it is due, or set deadlineKind to none if it needs no deadline."
    ),
    "name_missing": (
        "The element (%(kind)s) has no name. Give it a name that people can read in their inbox and in the diagram."
    ),
    "translation_missing": "A text (%(attribute)s) is not translated into %(language)s. Add the translation.",
    "lane_not_role": "The lane “%(name)s” does not have the name of a role. Give it the key of a role, for example pm.",
    "role_unknown": "There is no role “%(role)s”. Check its spelling, or use another role.",
    "id_style": (
        "The id is not written in small letters with underscores between the words. Write it like t_describe_need."
    ),
    "not_drawn": "The element is in the file but not drawn in the diagram. Draw it, or delete it.",
    "choice_incomplete": (
        "All conditions of the gateway may be false, and then the process gets stuck. Make one of the connections "
        "the default."
    ),
    "join_never_fills": (
        "The gateway waits for several branches, but “%(gateway)s” only ever takes one of them, so the process "
        "gets stuck. Join the branches with a gateway that lets each one pass."
    ),
    "calls_in_circle": (
        "The process calls itself, directly or through others, and would never end. Remove one of the calls."
    ),
    "calls_too_deep": "Processes call each other in more than %(limit)s levels. Join some of them.",
    "timer_period_short": "The timer “%(text)s” repeats more often than once a minute. Write a longer period.",
    "separate_from_unknown": (
        "The task is to be done by somebody else than “%(task)s”, but there is no such task for a person. Correct "
        "the id in separateFrom."
    ),
    "overdue_without_task": (
        "Only a timer at a single task for a person can be said to be overdue, as it counts from the deadline of the "
        "task. Move it there, or take the setting “overdue” away."
    ),
    "property_value_unknown": (
        "The setting “%(key)s” has the value “%(value)s”, which means nothing. Choose one of its known values."
    ),
    "mapping_incomplete": (
        "A line that hands data in or out lacks where it comes from or where it goes. Fill in both, or delete the line."
    ),
    "action_incomplete": (
        "The case action lacks the setting “%(key)s”. Fill it in, or delete the other settings of the action."
    ),
    "action_without_event": (
        "People can send messages and signals only, but this event (%(event)s) comes about in another way. Move the "
        "case action to such an event, or delete its settings."
    ),
    "action_not_for_all": (
        "The case action is for the whole programme, but a message reaches one case only. Use a signal, or let the "
        "action be for one case."
    ),
    # Advice
    "condition_ignored": (
        "The condition is not read, because the gateway “%(source)s” always takes all ways. Remove the condition, "
        "or use a gateway that chooses."
    ),
    "user_task_marker_missing": (
        "The task lacks the mark that makes it a task for a person in other tools. It works here; add "
        "zeebe:userTask if you use other tools as well."
    ),
    "property_unknown": "The setting “%(key)s” is not known and does nothing. Check its spelling, or remove it.",
    "property_out_of_place": (
        "The setting “%(key)s” does nothing on this kind of element (%(kind)s). Move it to where it belongs, or "
        "remove it."
    ),
    "extension_unknown": "The addition “%(name)s” does nothing here. Remove it if you do not need it in other tools.",
    "camunda_ignored": (
        "The setting “%(name)s” belongs to another system; it is kept but not read. Check that the process does "
        "not depend on it."
    ),
    # General rules of modelling
    "general_ad_hoc_sub_process": (
        "An ad hoc sub-process holds a start or end event. Delete the event; the activities in it begin freely."
    ),
    "general_conditional_flows": (
        "Some connections out of the same element have a condition, but this one has none. Give it a condition, "
        "or make it the default."
    ),
    "general_end_event_required": "The process or sub-process has no end event. Draw one where the work is done.",
    "general_event_based_gateway": (
        "A gateway that waits for events needs at least two connections out, all without conditions. Correct its "
        "connections."
    ),
    "general_event_sub_process_typed_start_event": (
        "The start event of an event sub-process has no trigger. Choose what starts it, for example a message or "
        "a timer."
    ),
    "general_fake_join": (
        "Several connections lead into this element, and it runs once for each of them. Put a gateway before it "
        "to show what is meant."
    ),
    "general_global": (
        "A message, signal, error or escalation of the file is not used, stands there twice or has no name. "
        "Remove it, or give it a name of its own."
    ),
    "general_link_event": "A link event has no name or no other end. Give both ends of the link the same name.",
    "general_no_disconnected": "The element is connected to nothing. Connect it, or delete it.",
    "general_no_duplicate_sequence_flows": "Two connections join the same two elements. Delete one of them.",
    "general_no_gateway_join_fork": (
        "The gateway gathers ways and divides them at the same time. Use two gateways, one after the other."
    ),
    "general_no_implicit_end": (
        "The way stops at this element without an end event. Draw an end event, or connect the element onwards."
    ),
    "general_no_implicit_split": (
        "Several connections lead out of this element, which is no gateway. Put a gateway after it to show "
        "whether one way is taken or all."
    ),
    "general_no_implicit_start": (
        "Nothing leads to this element, and it is no start event. Draw a start event before it, or connect it."
    ),
    "general_no_overlapping_elements": (
        "The shape lies upon another one, or outside of what it belongs to. Move it so that the diagram can be read."
    ),
    "general_single_blank_start_event": "There is more than one start event without trigger. Keep one of them.",
    "general_single_event_definition": "The event has more than one trigger. Keep one of them, or draw several events.",
    "general_start_event_required": "The process or sub-process has no start event. Draw one where the work begins.",
    "general_sub_process_blank_start_event": (
        "The start event of a sub-process has a trigger, but it starts when the process comes to it. Remove the "
        "trigger."
    ),
    "general_superfluous_gateway": "The gateway has only one way in and one way out, so it does nothing. Remove it.",
    "general_superfluous_label": (
        "The connection has a name, but there is no choice to explain. Remove the name, or write the condition."
    ),
    "general_superfluous_termination": (
        "The event ends everything, but nothing else can be going on here. Use a plain end event."
    ),
    "general_unreadable": (
        "The general rules of modelling could not be checked for this file. Save it again in the modelling tool "
        "if you want their advice."
    ),
}
