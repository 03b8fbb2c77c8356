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
    foreground="#dadada",
    background="#14171c",
    surface="#14171c",
    panel="#1d2229",
    boost="#242a33",
    dark=True,
    variables={
        "muted": "#949494",
        "faint": "#626262",
        "line": "#303030",
        "raised": "#242a33",
        "cursor-row": "#232b33",
        "block-cursor-foreground": "#14171c",
        "block-cursor-background": "#3ecf8e",
        "input-cursor-background": "#dadada",
        "input-selection-background": "#2f5c49",
        "scrollbar": "#303030",
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
    secondary="#626262",
    accent="#0a7f52",
    success="#0a7f52",
    warning="#8f5f00",
    error="#b3261e",
    foreground="#262626",
    background="#fbfbfa",
    surface="#fbfbfa",
    panel="#eeefed",
    boost="#e4e6e3",
    dark=False,
    variables={
        "muted": "#626262",
        "faint": "#949494",
        "line": "#d0d0d0",
        "raised": "#e4e6e3",
        "cursor-row": "#e3eee8",
        "block-cursor-foreground": "#fbfbfa",
        "block-cursor-background": "#0a7f52",
        "input-cursor-background": "#262626",
        "input-selection-background": "#bfe3d1",
        "scrollbar": "#d0d0d0",
        "scrollbar-hover": "#c3c8c2",
        "scrollbar-active": "#0a7f52",
        "scrollbar-background": "#fbfbfa",
        "scrollbar-background-hover": "#fbfbfa",
        "scrollbar-background-active": "#fbfbfa",
        "scrollbar-corner-color": "#fbfbfa",
    },
)

# Operators and punctuation stay plain: each change of colour costs bytes on the line. What is painted often has a
# colour of the terminal's palette: 10 bytes instead of 19, and the same look where there are only 256.
SYNTAX: dict[str, dict[str, str]] = {
    "insforge-dark": {
        "keyword": "#af87ff",
        "declaration": "#af87ff",
        "string": "#afd787",
        "template": "#afd787",
        "escape": "#d7af5f",
        "regex": "#d7875f",
        "number": "#ffaf87",
        "constant": "#ffaf87",
        "comment": "italic #808080",
        "function": "#87afff",
        "builtin": "#5fd7d7",
        "type": "#5fd7d7",
        "property": "#dadada",
        "decorator": "#d7af5f",
        "error": "#f0716b",
    },
    "insforge-light": {
        "keyword": "#8700af",
        "declaration": "#8700af",
        "string": "#005f00",
        "template": "#005f00",
        "escape": "#875f00",
        "regex": "#af5f00",
        "number": "#af5f00",
        "constant": "#af5f00",
        "comment": "italic #767676",
        "function": "#005faf",
        "builtin": "#005f5f",
        "type": "#005f5f",
        "property": "#262626",
        "decorator": "#875f00",
        "error": "#b3261e",
    },
}
"""Colours of code by the style names of `tui.editing.lexing`, for each theme."""


def syntax_colours(theme: str) -> dict[str, str]:
    """The colours of code under a theme; another theme than ours gets the dark set."""
    return SYNTAX.get(theme, SYNTAX["insforge-dark"])
