"""The read side: lists of cases, a case's history, and the audit trail."""
