"""Companies: one file per firm."""
