"""The people of a case: who is named for which role, who votes at its gates, and which organisations take part."""
