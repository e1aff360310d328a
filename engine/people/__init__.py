"""Organisations, people, the roles they hold, their accounts and their calendars."""
