"""Districts and the centers that serve them."""
