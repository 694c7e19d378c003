"""A new process and its row find each other."""

from typing import Any


def link(activation: Any, row: Any) -> Any:
    """Save the process, write it on its row (which it then knows), return it."""
    process = activation.process
    process.save()
    row.process = process
    row.save(update_fields=["process"])
    return process
