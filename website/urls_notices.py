"""Addresses of public notices."""

from typing import Any

urlpatterns: list[Any] = []
