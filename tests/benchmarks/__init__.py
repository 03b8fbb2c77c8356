"""Measured from outside, in a pseudo-terminal: what a key costs. Not part of the suite."""
