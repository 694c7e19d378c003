"""Firms diagnosed elsewhere: by an earlier programme or by another city."""
