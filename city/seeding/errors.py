"""What can go wrong while seeding; nothing is kept then."""


class SeedError(Exception):
    """The city could not be filled as promised."""
