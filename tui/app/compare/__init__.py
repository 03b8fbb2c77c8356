"""Two versions of a function beside each other, and what differs."""
