"""What may be wrong with decision tables, in English words."""

SENTENCES: dict[str, str] = {
    # Decision files
    "not_dmn": (
        "The file is no decision file: it begins with “%(element)s”. Export the decision table as DMN and hand in "
        "that file."
    ),
    "unknown_requirement": (
        "A decision builds on “%(href)s”, which is not among the files. Hand in that decision as well, or draw "
        "the connection again."
    ),
    "unknown_import": (
        "The file uses another decision file that is not among the files. Hand it in as well, or remove the import."
    ),
    "circular_requirement": (
        "The decision builds on itself, directly or through others, and never comes to an answer. Remove one of "
        "the connections."
    ),
    "circular_type": "The data type is built on itself and has no end. Change one of the types.",
    "expression_unparsable": "The expression “%(text)s” cannot be read: %(reason)s. Correct it in the decision table.",
    "unknown_function": (
        "An expression uses the function “%(function)s”, which does not exist. Check its spelling, or use another one."
    ),
    "external_function": (
        "The decision uses a function written in another programming language, which is never run. Write it in FEEL."
    ),
    "foreign_value": (
        "A value is written in a way that is not FEEL. Put texts in quotation marks, and write numbers with a point."
    ),
    "unknown_language": (
        "An expression is written in the language “%(language)s”. Write it in FEEL, and set the language to FEEL."
    ),
    "no_logic": "The decision has neither table nor expression. Give it one of them, or remove the decision.",
    "logic_incomplete": "A part of the decision is missing (%(part)s). Fill it in.",
    "logic_too_deep": (
        "The parts of the decision lie inside each other in more than %(limit)s levels. Divide it into several "
        "decisions."
    ),
    # Decision tables
    "unknown_hit_policy": (
        "The table has the hit policy “%(value)s”, which does not exist. Choose one of the known ones, for "
        "example Unique or First."
    ),
    "unknown_aggregation": (
        "The table gathers its answers by “%(value)s”, which does not exist. Choose Sum, Min, Max or Count."
    ),
    "aggregation_without_collect": (
        "The table sums or counts its answers, but its hit policy is “%(policy)s”. Set the hit policy to Collect, "
        "or remove the summing."
    ),
    "aggregation_of_several_outputs": (
        "The table gathers its answers by “%(aggregation)s”, but has several answer columns. Keep one of them, or "
        "divide the table."
    ),
    "priority_without_values": (
        "The table chooses by priority (%(policy)s), but no answer column lists its values in order. List them, "
        "the most important one first."
    ),
    "cells_missing": (
        "The rule has %(found)s cells, but the table has %(expected)s columns. Open the table in the modelling "
        "tool and correct the rule."
    ),
    "input_without_expression": (
        "An input column does not say what it looks at. Write an expression at its head, for example the name of "
        "a variable."
    ),
    "table_without_output": "The table has no answer column. Add one.",
    "output_without_name": (
        "A table with several answer columns needs a name of its own for each. Give them different names."
    ),
    "too_many_rules": "The table has more than %(limit)s rules. Divide it into several tables.",
    "overlap": (
        "The rules in rows %(rows)s of the table fit the same input: %(inputs)s. Change one of them so that only "
        "one rule fits, or choose another hit policy."
    ),
    "overlap_undecided": (
        "It cannot be seen whether the rules in rows %(rows)s of the table fit the same input. Check them, or write "
        "them more simply."
    ),
    "rules_disagree": (
        "The rules in rows %(rows)s of the table fit the same input but give different answers: %(inputs)s. Check "
        "that this is meant."
    ),
    "rule_never_holds": (
        "The rule in row %(rows)s of the table never fits, as the column allows no such value: %(inputs)s. Correct "
        "the cell, or the allowed values of the column."
    ),
    "rule_never_used": (
        "The rule in row %(rows)s of the table is never used, as the rows above fit everything that it fits. Move "
        "it up, or remove it."
    ),
    "gap": "The table has no rule for this input: %(inputs)s. Add a rule, or check that it never happens.",
    "gaps_undecided": (
        "It cannot be seen whether the table has a rule for every input. Check it, or write the rules more simply."
    ),
}
