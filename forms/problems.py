"""What can be wrong with a form document, as facts."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class FormProblem:
    """One fault: its code, the component's id ("" for the form itself), and the facts a sentence needs."""

    code: str
    component: str
    facts: Mapping[str, object] = field(default_factory=dict)


CODES: Mapping[str, str] = {
    "not_a_form": "the document is not a form-js schema",
    "schema_version": "the schema version is not the one that is understood",
    "unknown_type": "the type of a component is unknown",
    "not_supported_yet": "the type or subtype exists but cannot be used here yet",
    "refused_type": "the type is never allowed",
    "missing_id": "a component has no id",
    "duplicate_id": "two components have the same id",
    "missing_key": "a question has no key",
    "key_not_a_name": "a key is no name that expressions can use",
    "reserved_key": "a key is used by the page itself",
    "duplicate_key": "two questions have the same key",
    "missing_text": "a text has no English words",
    "missing_language": "a text is not translated",
    "no_options": "a question to choose from has nothing to choose",
    "option_without_value": "an option has no value",
    "duplicate_option": "two options have the same value",
    "default_not_an_option": "the default answer is no option",
    "bad_rule": "a validation rule has no usable value",
    "bad_store": "the way to store an answer is unknown or does not fit the options",
    "not_an_expression": "an expression does not begin with =",
    "expression_invalid": "an expression cannot be read",
    "unknown_rule_field": "a form rule points to a field that does not exist",
    "nested_rows": "a list of rows stands within another one",
    "no_columns": "a list of rows asks nothing",
    "too_many_rows": "a list may have more rows than can be shown",
    "too_many_components": "there are more components than can be shown",
    "too_many_questions": "the rows that stand there at first make more questions than can be shown",
    "money_parts": "a money group does not consist of amount and currency",
}
