"""Signed-in pages, a module per role."""
