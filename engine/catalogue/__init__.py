"""What cases draw on: lists kept as data, each in every language."""
