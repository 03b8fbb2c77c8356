"""A new function: its name, its slug and what it begins with."""
