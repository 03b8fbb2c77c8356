"""Text: lines, tokens, places. Pure; the only room that knows Pygments."""
