"""Process models as files: reading, checking, rewriting, showing and comparing BPMN. Executes nothing."""
