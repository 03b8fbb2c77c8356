"""The names under which tokens are coloured: a few, for Pygments' many."""

from __future__ import annotations

# The first that is part of a token type's name decides.
_STYLES = (
    ("Token.Comment", "comment"),
    ("Token.Literal.String.Regex", "regex"),
    ("Token.Literal.String.Interpol", "escape"),
    ("Token.Literal.String.Backtick", "template"),
    ("Token.Literal.String", "string"),
    ("Token.Literal.Number", "number"),
    ("Token.Keyword.Constant", "constant"),
    ("Token.Keyword.Declaration", "declaration"),
    ("Token.Keyword.Type", "type"),
    ("Token.Keyword", "keyword"),
    ("Token.Operator.Word", "keyword"),
    ("Token.Operator", "operator"),
    ("Token.Punctuation", "punctuation"),
    ("Token.Name.Builtin", "builtin"),
    ("Token.Name.Exception", "type"),
    ("Token.Name.Decorator", "decorator"),
    ("Token.Error", "error"),
)

STYLE_NAMES = frozenset(name for _, name in _STYLES)
"""Every style name there is."""


def style_of(kind: object) -> str | None:
    """The style name of a Pygments token type; None for what is shown plain."""
    name = str(kind)
    return next((style for part, style in _STYLES if name.startswith(part)), None)
