"""What administrators keep: people, the roles they hold in general, and organisations."""
