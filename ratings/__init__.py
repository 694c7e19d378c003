"""Blind score sheets, job ratings, yearly evaluation."""
