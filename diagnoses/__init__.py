"""Instrument, visit, assessment, report, sign-off, acceptance."""
