"""Fills a lived-in city by driving the real actions and flows with its clock."""

from city.seeding.seed import seed_city

__all__ = ["seed_city"]
