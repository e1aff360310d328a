"""What may be wrong with the shape of a process diagram, in English words."""

SENTENCES: dict[str, str] = {
    # Reading the files
    "xml_too_large": (
        "The file is too large: %(bytes)s bytes, where at most %(limit)s are allowed. Split the model into "
        "several files, or remove pictures that are stored in it."
    ),
    "xml_not_well_formed": (
        "The file is damaged or is no XML file. Open it in the modelling tool, save it again and hand in the new file."
    ),
    "xml_doctype": (
        "The file declares a document type (DOCTYPE), which is not allowed for safety reasons. Save it again from "
        "a modelling tool, which leaves the declaration out."
    ),
    "xml_instruction": (
        "The file holds a processing instruction or an entity, which is not allowed for safety reasons. Save it "
        "again from a modelling tool, which leaves them out."
    ),
    "xml_include": (
        "The file tries to include another file, which is not allowed for safety reasons. Put the content into "
        "the file itself."
    ),
    "xml_too_many_nodes": (
        "The file has more than %(limit)s elements and attributes. Move parts of it into files of their own."
    ),
    "xml_too_deep": (
        "The elements of the file lie inside each other in more than %(limit)s levels. Make the model flatter, "
        "for example with called processes."
    ),
    "not_bpmn": (
        "The file is no BPMN diagram: it begins with “%(root)s”. Export the diagram as BPMN 2.0 and hand in that file."
    ),
    "file_kind_unknown": (
        "The file is neither a diagram (.bpmn) nor a decision table (.dmn). Leave it out, or give it the right ending."
    ),
    "no_process": "None of the files holds a process. Hand in at least one diagram with a process.",
    # Ids and references
    "id_missing": (
        "A part of the diagram (%(kind)s) has no id. Open the diagram in the modelling tool and give the part an id."
    ),
    "id_duplicate": "The same id is used %(times)s times in the file. Give each element an id of its own.",
    "process_duplicate": (
        "%(times)s processes have the same id. Give each process an id of its own, or hand in only one of them."
    ),
    "reference_unresolved": (
        "The element refers to “%(target)s” as its %(attribute)s, but there is no such thing in the file. Choose "
        "it anew in the modelling tool, or remove the reference."
    ),
    "side_wrong": (
        "The element lists “%(flow)s” as an %(side)s connection, but that connection is not joined to it there. "
        "Delete the connection and draw it again."
    ),
    "definition_not_shared": (
        "The event borrows its trigger “%(target)s” from inside another event. Give the event a trigger of its own."
    ),
    "reference_wrong_kind": (
        "The element refers to “%(target)s” as its %(attribute)s, but that is something else (%(kind)s). Choose "
        "an element of the right kind."
    ),
    # Connections and gateways
    "flow_end_missing": "The connection is loose at one end. Join both of its ends to elements, or delete it.",
    "flow_between_scopes": (
        "The connection from “%(source)s” to “%(target)s” crosses the border of a process or sub-process. Let it "
        "end at the border, or use a message between processes."
    ),
    "flow_out_of_end": (
        "A connection leads from the end event “%(source)s” on to “%(target)s”. Delete the connection, or replace "
        "the end event with an event in between."
    ),
    "flow_into_start": (
        "A connection leads from “%(source)s” into the start event “%(target)s”. Let it lead to the first element "
        "after the start instead."
    ),
    "flow_into_boundary": (
        "A connection leads from “%(source)s” into “%(target)s”, an event on the edge of an activity. Such events "
        "only have connections out; let it lead to the activity instead."
    ),
    "flow_at_event_subprocess": (
        "The connection from “%(source)s” to “%(target)s” touches an event sub-process, which only starts by its "
        "event. Delete the connection."
    ),
    "flow_at_compensation": (
        "The connection from “%(source)s” to “%(target)s” touches a compensation, which is not part of the normal "
        "way. Delete the connection and use an association."
    ),
    "flow_out_of_link": (
        "A connection leads from the link event “%(source)s” to “%(target)s”, but the way goes on at the other "
        "end of the link. Delete the connection."
    ),
    "flow_into_link": (
        "A connection leads from “%(source)s” into the link event “%(target)s”, which only continues a link. "
        "Delete the connection, or use a link event that sends."
    ),
    "condition_out_of_place": (
        "The connection has a condition, but “%(source)s”, where it begins, makes no choice. Remove the "
        "condition, or put a gateway that chooses before the connection."
    ),
    "condition_alone": (
        "The only connection out of “%(source)s” has a condition, so the process may get stuck there. Remove the "
        "condition, or draw a second connection for the other case."
    ),
    "default_not_outgoing": (
        "“%(flow)s” is named as the default connection, but it does not begin here or the element makes no "
        "choice. Choose another default connection, or none."
    ),
    "gateway_unconnected": "The gateway is not connected to anything. Connect it, or delete it.",
    "gateway_direction": (
        "The gateway says that it is “%(direction)s”, but its connections say something else. Correct the "
        "connections, or remove the direction."
    ),
    "event_gateway_too_few": (
        "A gateway that waits for the first of several events needs at least two connections out. Draw another "
        "one, or remove the gateway."
    ),
    "event_gateway_target": (
        "A gateway that waits for events leads to “%(target)s”, which is no event or receive task that it alone "
        "leads to. Let each connection end at a waiting event of its own."
    ),
    "event_gateway_mixed": (
        "The gateway leads to message events and to receive tasks at the same time. Use only one of the two kinds."
    ),
    "event_gateway_not_first": (
        "The gateway is meant to start the process, but a connection leads into it. Delete the connection, or let "
        "a start event begin the process."
    ),
    "message_flow_wrong_end": (
        "The message connection ends at “%(end)s”, which cannot send or receive it. Let it end at a message "
        "event, at a task or at the edge of a pool."
    ),
    "message_flow_within_pool": (
        "The message connection begins and ends in the same pool. Messages go between pools; use a plain "
        "connection within one."
    ),
    # Events
    "event_out_of_place": (
        "The event has the trigger “%(event)s”, which is not allowed on this kind of event (%(kind)s). Choose "
        "another trigger, or another kind of event."
    ),
    "cancel_outside_transaction": (
        "A cancel event only means something in a transaction. Use an error or an escalation event instead."
    ),
    "trigger_missing": (
        "The element does not say what it is about (%(event)s). Choose a message, signal, error or escalation for "
        "it, or make one."
    ),
    "condition_missing": (
        "The event waits for a condition, but none is written. Write the condition, or choose another kind of event."
    ),
    "trigger_unnamed": (
        "The event uses “%(target)s” (%(event)s), which has no name. Give it a name, so that it can be recognised."
    ),
    "thrown_code_missing": (
        "The event raises the error or escalation “%(target)s”, which has no code. Give it a code, so that an "
        "event can catch it."
    ),
    "boundary_unattached": (
        "The event should sit on the edge of an activity, but it sits on none. Drag it onto the edge of an activity."
    ),
    "boundary_in_other_scope": (
        "The event sits on the edge of “%(host)s”, but belongs to another process or sub-process. Delete it and "
        "draw it on that edge again."
    ),
    "boundary_on_event_subprocess": (
        "The event sits on the edge of the event sub-process “%(host)s”, which cannot carry events. Put it on the edge "
        "of an activity inside, or draw a second event sub-process."
    ),
    "must_interrupt": (
        "An event of this kind (%(event)s) always interrupts what goes on, but is drawn as if it did not. Make it "
        "interrupting."
    ),
    "handler_start_count": (
        "The event sub-process has %(count)s start events, but must have exactly one. Keep or draw one."
    ),
    "subprocess_start_count": (
        "The sub-process has %(count)s start events, but may have only one. Keep one of them and branch with a "
        "gateway after it."
    ),
    "start_without_end": "There is a start event but no end event. Draw an end event where the work is done.",
    "end_without_start": "There is an end event but no start event. Draw a start event where the work begins.",
    "event_without_flow": (
        "The event in the middle of the process has no %(side)s connection. Connect it at that end, or use a "
        "start or end event."
    ),
    "event_in_ad_hoc": (
        "An ad hoc sub-process has neither start nor end events, but this one holds such an event. Delete the event."
    ),
    "link_unnamed": "The link event has no link name. Give both ends of the link the same name.",
    "link_without_partner": (
        "The link “%(name)s” has only one end. Draw the other end in the same process or sub-process and give it "
        "the same name."
    ),
    "link_ambiguous": (
        "The link “%(name)s” leads to more than one place. Keep one of them, or give the links different names."
    ),
    "compensation_without_handler": (
        "The compensation event does not lead to an activity that undoes the work. Draw an association to one, or "
        "delete the event."
    ),
    # Ways and sizes
    "unreachable": "No way from the start leads to this element. Connect it, or delete it.",
    "no_way_in": "There is nowhere to begin: every element is preceded by another. Draw a start event.",
    "process_empty": "The process is empty. Draw its steps, or leave the process out.",
    "process_public": (
        "The process is marked as public, which only describes it for others and cannot be executed. Remove that mark."
    ),
    "too_many_nodes": (
        "The process has %(count)s elements, and at most %(limit)s are allowed. Move parts of it into processes "
        "of their own and call these."
    ),
    "path_too_long": (
        "The longest way through the process has %(length)s elements, and at most %(limit)s are allowed. Move "
        "parts of it into processes of their own and call these."
    ),
    "scopes_too_deep": (
        "Sub-processes lie inside each other in %(depth)s levels, and at most %(limit)s are allowed. Move the "
        "inner ones into processes of their own."
    ),
}
