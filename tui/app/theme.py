"""The console's looks: a dark and a light theme, one accent, and the colours of code.

Owns every colour. Refuses to know which widget uses it.
"""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="insforge-dark",
    primary="#3ecf8e",
    secondary="#7d8896",
    accent="#3ecf8e",
    success="#3ecf8e",
    warning="#e5b454",
    error="#f0716b",
    foreground="#d5d9e0",
    background="#14171c",
    surface="#14171c",
    panel="#1d2229",
    boost="#242a33",
    dark=True,
    variables={
        "muted": "#8b95a3",
        "faint": "#59626f",
        "line": "#2b323c",
        "raised": "#242a33",
        "cursor-row": "#232b33",
        "block-cursor-foreground": "#14171c",
        "block-cursor-background": "#3ecf8e",
        "input-cursor-background": "#d5d9e0",
        "input-selection-background": "#2f5c49",
        "scrollbar": "#2b323c",
        "scrollbar-hover": "#3a434f",
        "scrollbar-active": "#3ecf8e",
        "scrollbar-background": "#14171c",
        "scrollbar-background-hover": "#14171c",
        "scrollbar-background-active": "#14171c",
        "scrollbar-corner-color": "#14171c",
    },
)

LIGHT = Theme(
    name="insforge-light",
    primary="#0a7f52",
    secondary="#5c6670",
    accent="#0a7f52",
    success="#0a7f52",
    warning="#8f5f00",
    error="#b3261e",
    foreground="#1f2328",
    background="#fbfbfa",
    surface="#fbfbfa",
    panel="#eeefed",
    boost="#e4e6e3",
    dark=False,
    variables={
        "muted": "#5c6670",
        "faint": "#8d969f",
        "line": "#d4d7d3",
        "raised": "#e4e6e3",
        "cursor-row": "#e3eee8",
        "block-cursor-foreground": "#fbfbfa",
        "block-cursor-background": "#0a7f52",
        "input-cursor-background": "#1f2328",
        "input-selection-background": "#bfe3d1",
        "scrollbar": "#d4d7d3",
        "scrollbar-hover": "#c3c8c2",
        "scrollbar-active": "#0a7f52",
        "scrollbar-background": "#fbfbfa",
        "scrollbar-background-hover": "#fbfbfa",
        "scrollbar-background-active": "#fbfbfa",
        "scrollbar-corner-color": "#fbfbfa",
    },
)

# Operators and punctuation stay plain: each change of colour is up to 19 bytes on the line.
SYNTAX: dict[str, dict[str, str]] = {
    "insforge-dark": {
        "keyword": "#c792ea",
        "declaration": "#c792ea",
        "string": "#a5d18f",
        "template": "#a5d18f",
        "escape": "#e5b454",
        "regex": "#e39a70",
        "number": "#e5a06c",
        "constant": "#e5a06c",
        "comment": "italic #6f7b8a",
        "function": "#7cb7ff",
        "builtin": "#6fcfcf",
        "type": "#6fcfcf",
        "property": "#d5d9e0",
        "decorator": "#e5b454",
        "error": "#f0716b",
    },
    "insforge-light": {
        "keyword": "#7a2fa0",
        "declaration": "#7a2fa0",
        "string": "#2e6b1f",
        "template": "#2e6b1f",
        "escape": "#8f5f00",
        "regex": "#99431a",
        "number": "#99431a",
        "constant": "#99431a",
        "comment": "italic #737d86",
        "function": "#0b57b0",
        "builtin": "#006d75",
        "type": "#006d75",
        "property": "#1f2328",
        "decorator": "#8f5f00",
        "error": "#b3261e",
    },
}
"""Colours of code by the style names of `tui.editing.lexing`, for each theme."""


def syntax_colours(theme: str) -> dict[str, str]:
    """The colours of code under a theme; another theme than ours gets the dark set."""
    return SYNTAX.get(theme, SYNTAX["insforge-dark"])
