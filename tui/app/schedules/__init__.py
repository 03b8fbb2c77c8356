"""Schedules: what the server calls by itself, when, and how that went."""
