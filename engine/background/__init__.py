"""What happens without a person: the clock that fires timers, and the dispatcher that does what the outbox holds."""
