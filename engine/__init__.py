"""Case management on a workflow engine: knows no web, no form library and no sentence a person reads."""
