"""Who may do what, and whose rows one may see: all of it on these pages."""
