"""One action on many functions."""
