"""Audit: who did what when, to functions and secrets."""
