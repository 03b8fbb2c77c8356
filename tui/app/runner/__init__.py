"""Running a function: its request, and what it answered."""
