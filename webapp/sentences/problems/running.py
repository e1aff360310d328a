"""What keeps a process from being executed, in English words."""

SENTENCES: dict[str, str] = {
    # Timers and repetition
    "timer_rule_count": (
        "The timer has %(count)s rules, but needs exactly one: a date, a duration or a repetition. Keep or write one."
    ),
    "timer_malformed": (
        "The time “%(text)s” of the timer cannot be read. Write it as a FEEL expression beginning with =, or in "
        "ISO 8601, for example P5D for five days."
    ),
    "timer_without_zone": (
        "The date “%(text)s” of the timer has no time zone. Add one, for example Z or +01:00 at the end."
    ),
    "timer_zero_period": (
        "The timer “%(text)s” repeats without any time in between, or not at all. Write a longer period and at "
        "least one repetition."
    ),
    "loop_several": "The activity is marked to repeat in more than one way. Keep only one of the marks.",
    "loop_over_nothing": (
        "The activity repeats, but does not say for what or how often. Give it a collection or a number."
    ),
    "loop_output_incomplete": (
        "The repeating activity collects results, but either the collection or the result of each repetition is "
        "missing. Fill in both, or neither."
    ),
    "loop_behaviour_unknown": (
        "The repeating activity has the unknown behaviour “%(text)s”. Remove the setting, or use All."
    ),
    "loop_behaviour_incomplete": (
        "The repeating activity has the behaviour Complex, but no definition of it. Write the definition, or use All."
    ),
    "loop_bound_malformed": (
        "The number of repetitions “%(text)s” is neither a whole number nor an expression. Write a number, or "
        "FEEL beginning with =."
    ),
    "loop_bound_negative": "The number of repetitions “%(text)s” is below zero. Write zero or more.",
    "loop_bound_too_large": (
        "The activity would repeat %(text)s times, and at most %(limit)s are allowed. Write a smaller number."
    ),
    "loop_out_of_place": "Only activities can repeat, and event sub-processes cannot. Remove the mark for repetition.",
    "quantity_not_positive": (
        "The setting %(attribute)s is “%(text)s”, but must be a whole number above zero. Correct it, or remove it."
    ),
    # Expressions and work
    "expression_foreign": (
        "An expression (%(attribute)s) is written in the language of another system, with ${…} or #{…}. Write it "
        "in FEEL, beginning with =."
    ),
    "expression_not_feel": (
        "An expression (%(attribute)s) does not begin with =. Put = in front of it and write it in FEEL."
    ),
    "expression_malformed": (
        "An expression (%(attribute)s) cannot be read: %(reason)s. Correct it in the modelling tool."
    ),
    "expression_null": (
        "A part of the expression “%(text)s” never has a value: %(reason)s. Correct it, or check that this is meant."
    ),
    "function_unknown": (
        "An expression (%(attribute)s) uses the function “%(function)s”, which does not exist. Check its "
        "spelling, or use another one."
    ),
    "script_not_feel": (
        "The element holds a script in another language than FEEL, which is never run. Write it as a FEEL expression."
    ),
    "script_missing": "The script task has nothing to do. Write a FEEL expression for it, or use another kind of task.",
    "camunda_code": (
        "The element holds program code of another system (%(name)s), which cannot be run here. Remove it, and "
        "describe the work with a job type or in FEEL."
    ),
    "job_type_missing": "The automatic task does not say which job it does. Give it a job type.",
    "decision_unnamed": (
        "The business rule task does not say which decision it uses. Choose a decision, or give it a job type."
    ),
    "decision_unknown": (
        "The decision “%(decision)s” is not among the files. Hand in its decision table (.dmn) as well, or "
        "correct the name."
    ),
    "called_process_unnamed": "The element calls another process, but does not say which. Choose the process.",
    "called_process_unknown": (
        "The called process “%(process)s” is not among the files. Hand in its diagram as well, or correct the name."
    ),
    "called_process_waits": (
        "The called process “%(process)s” only starts by an event, so calling it never begins it. Give it a plain "
        "start event as well."
    ),
    "form_unknown": "The form “%(form)s” is not among the files. Hand it in as well (.form), or correct the name.",
    "unsupported": (
        "The diagram uses something that cannot be executed here yet: %(construct)s. Draw this part in another way."
    ),
    # Data
    "data_set_missing": (
        "The element lists data, but the list that gathers it is missing (%(kind)s). Let the modelling tool write "
        "the data anew, or remove it."
    ),
    "data_unlisted": "The data “%(item)s” (%(kind)s) stands in no set of the element. Add it to one, or remove it.",
    "data_association_incomplete": (
        "A data connection is loose at one end or has too many sources. Draw it again from one place to another."
    ),
    "data_set_count": (
        "The task has %(count)s of these: %(kind)s. Its message can carry at most %(limit)s; remove the others."
    ),
    "data_sets_not_mutual": (
        "Sets of input and output of the element refer to each other from one side only. Let them refer both "
        "ways, or remove the references."
    ),
    "data_collection_differs": (
        "The data “%(item)s” is marked as a collection in one place and as a single item in another. Make both "
        "the same."
    ),
    "data_type_differs": "Data flows between two different types. Use the same type at both ends, or convert the data.",
    "data_of_call_differs": (
        "The call lists other data than the called process does (%(kind)s). Make both lists the same."
    ),
    "data_out_of_place": (
        "Data is listed where that is not allowed (%(kind)s). Move it to the process, an activity or an event."
    ),
    # Publishing and compiling
    "too_many_files": (
        "%(count)s files are too many to be published together; at most %(limit)s are allowed. Put several processes "
        "or decisions into one file."
    ),
    "too_many_elements": (
        "The diagrams and decisions hold %(count)s elements together, and at most %(limit)s are allowed. Divide the "
        "process into smaller ones that are published each on its own."
    ),
    "file_name_taken": (
        "The release has a file of this name already, and it holds something else. Give your file another name, or "
        "hand in the whole process with everything it calls."
    ),
    "start_never_due": (
        "The process begins by a timer, but “%(rule)s” leads to no moment. Write a date, a duration, a repetition such "
        "as R/P1M, or an expression that gives one of them."
    ),
    "organisation_unknown": (
        "The property “organisation” names “%(organisation)s”, and there is no organisation with this key. Correct the "
        "key, or leave the property out."
    ),
    "ladder_unknown": (
        "The property “remind” names the ladder “%(ladder)s”, and there is none with this key. Correct the key, or let "
        "an administrator enter the ladder first."
    ),
    "ladder_unreadable": (
        "The reminders “%(reminders)s” cannot be read: %(fault)s. Write steps such as -3w, 0, +2w:escalate, or name a "
        "ladder, as in ladder:gate."
    ),
    "no_single_root": (
        "One process must call all the others, but these are called by none: %(roots)s. Publish them one at a "
        "time, or call all but one."
    ),
    "not_compilable": (
        "The process could not be prepared for execution. Simplify the diagram where the trouble is; if that does "
        "not help, show it to your administrator."
    ),
}
