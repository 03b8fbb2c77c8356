"""Plain values everybody may use. Nothing here does anything, and nothing here imports another room."""
