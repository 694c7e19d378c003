"""People and the roles they act in."""
