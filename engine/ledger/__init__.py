"""What every transaction writes last: the audit chain and the outbox."""
