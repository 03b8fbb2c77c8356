"""A search over the code of all functions."""
