"""Complaints 投诉 of firms: answered by the provider, decided by the bureau."""
