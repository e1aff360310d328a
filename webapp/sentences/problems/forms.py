"""What may be wrong with forms, in English words, and the codes that several kinds of files share."""

SENTENCES: dict[str, str] = {
    # Forms
    "form_not_json": (
        "The file is no form: it cannot be read as JSON. Open it in the form editor, save it again and hand in "
        "the new file."
    ),
    "form_too_large": (
        "The form is too large: %(bytes)s bytes, and at most %(limit)s are allowed. Divide it into several forms, or "
        "remove pictures that are stored in it."
    ),
    "form_too_deep": (
        "Parts of the form lie inside each other in more than %(limit)s levels, so it cannot be read. Open it in the "
        "form editor, save it again and hand in the new file."
    ),
    "form_unused": (
        "No task asks for the form “%(form)s”, so it would not be kept. Name it at a task, or leave the file out."
    ),
    "not_a_form": (
        "The file is no form: it has no list of fields. Export the form from the form editor and hand in that file."
    ),
    "schema_version": (
        "The form is written in version %(found)s of the form format, but version %(expected)s is needed. Open it "
        "in a form editor of that version and save it again."
    ),
    "not_supported_yet": (
        "A field of the kind “%(type)s” cannot be used here yet. Ask for the same in another way, for example "
        "with a text field."
    ),
    "refused_type": "A field of the kind “%(type)s” is not allowed in forms. Remove it.",
    "missing_key": "The field has no key, so its answer could not be stored. Give it a key.",
    "key_not_a_name": (
        "The key “%(key)s” cannot be used in expressions. Write it with the letters a to z, figures and "
        "underscores, beginning with a letter."
    ),
    "reserved_key": "The key “%(key)s” is used by the page itself. Choose another one.",
    "duplicate_key": (
        "Two fields have the key “%(key)s”, so one answer would replace the other. Give each field a key of its own."
    ),
    "missing_text": "A text (%(attribute)s) is missing. Write it in English; the other languages are added to it.",
    "missing_language": (
        "A text (%(attribute)s) is not translated into %(language)s. Add the translation among the custom properties."
    ),
    "no_options": (
        "The question asks for a choice, but has nothing to choose from. Add options, or an expression that gives them."
    ),
    "option_without_value": "Option number %(position)s has no value. Give it one.",
    "duplicate_option": "Two options have the value “%(value)s”. Give each option a value of its own.",
    "default_not_an_option": (
        "The answer “%(value)s” is chosen beforehand, but is not among the options. Choose one of the options, or none."
    ),
    "bad_rule": (
        "The rule “%(rule)s” for the answer has the value “%(value)s”, which cannot be used. Correct it, or "
        "remove the rule."
    ),
    "bad_store": (
        "The answer is to be stored as “%(store)s”, which is unknown or does not fit the options. Use number or "
        "boolean with options of that kind, or leave the setting out."
    ),
    "not_an_expression": (
        "The expression “%(text)s” (%(attribute)s) does not begin with =. Put = in front of it and write it in FEEL."
    ),
    "expression_invalid": (
        "The expression “%(text)s” (%(attribute)s) cannot be read. Check its brackets, quotation marks and spelling."
    ),
    "unknown_rule_field": (
        "The form’s rule “%(rule)s” points to the field “%(field)s”, which does not exist. Correct the key of the "
        "field."
    ),
    "nested_rows": (
        "A list of rows stands within another list of rows, which cannot be shown. Move it out, or ask for the same "
        "with fields of the row."
    ),
    "no_columns": (
        "The list of rows has no fields, so there is nothing to answer in it. Add fields, or remove the list."
    ),
    "too_many_rows": (
        "The list would have %(value)s rows (%(rule)s), and at most %(limit)s are allowed. Write a smaller number."
    ),
    "too_many_components": (
        "The form has more than %(limit)s parts, which nobody could fill in. Divide it into several tasks."
    ),
    "too_many_questions": (
        "With the rows of its lists the form shows %(count)s questions from the start, and at most %(limit)s are "
        "allowed. Let its lists begin with fewer rows, or divide it into several tasks."
    ),
    "money_parts": (
        "A group for money needs a path and exactly two fields: the number “amount” and the choice “currency”. "
        "Correct the group."
    ),
    # Codes that decision files and forms share
    "missing_id": "A part has no id. Give every decision, every rule and every field of a form an id of its own.",
    "duplicate_id": "The same id is used more than once. Give each part an id of its own.",
    "unknown_type": "The type “%(type)s” is not known. Check its spelling, or choose one of the known types.",
    # Anything else
    "unknown_code": "The check reports “%(code)s”. Ask your administrator what it means.",
}
