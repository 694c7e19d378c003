"""Files that were sent with a form which could not be taken yet."""
