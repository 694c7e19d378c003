"""Period close: awards, gates, notice, ledger, payment."""
