"""Naming a server and its key, and connecting to it."""
