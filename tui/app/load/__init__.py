"""Sending one request many times, and what that says of the function."""
