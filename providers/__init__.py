"""Providers, their consultants, pool membership and standing."""
