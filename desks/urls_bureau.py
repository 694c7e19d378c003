"""Addresses of the bureau's desks."""

from typing import Any

urlpatterns: list[Any] = []
