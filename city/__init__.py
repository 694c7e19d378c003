"""The city as data: loading, seeding, the demonstration."""
