"""What is said of each row that has a flow: one module per kind."""
