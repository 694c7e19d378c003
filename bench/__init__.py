"""Measures, run on demand; what was found stands in docs/performance.md."""
