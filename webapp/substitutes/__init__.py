"""Pages on which substitutes are named: for oneself on the account, for others in the administration."""
