"""Journeys in headless Chromium against the real `make run` process."""
