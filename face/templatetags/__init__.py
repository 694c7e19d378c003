"""Template tags of the face; pages use them as builtins through `ui`."""
