"""Remarks of the bureau's head 批示: each a task with a deadline and an answer."""
