"""Calls: who calls which function, and how it fails."""
