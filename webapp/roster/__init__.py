"""Pages on which administrators keep people, their roles and organisations, and the invitation of a new person."""
