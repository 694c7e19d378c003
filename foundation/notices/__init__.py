"""The outbox: every message to a person is a row, with what became of it."""
