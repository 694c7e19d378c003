#!/usr/bin/env python
"""Command line of the product."""

import os
import sys
from importlib import import_module

# Answered from a file alone: without the second that Django needs to start.
WITHOUT_DJANGO = {"assign": "assignments.what_if"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:2] and sys.argv[1] in WITHOUT_DJANGO:
        import_module(WITHOUT_DJANGO[sys.argv[1]]).main(sys.argv[2:])
    else:
        import_module("django.core.management").execute_from_command_line(sys.argv)
