"""The list of functions."""
