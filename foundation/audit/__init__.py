"""What people did: append-only, hash-chained by a sealer."""
