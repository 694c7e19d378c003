"""Designation 评定 of centers: nurturing, evaluation, withdrawal."""
