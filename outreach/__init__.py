"""Target lists: whom the city wants to reach, who called, who was booked for."""
