"""Form and view of each human step."""
