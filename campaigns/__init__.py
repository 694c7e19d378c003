"""Campaigns, their rules, quotas and agreements."""
