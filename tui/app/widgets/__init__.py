"""The console's own widgets. Each paints; none decides."""
