"""Cells: what goes down the line, and what is fit to show."""
