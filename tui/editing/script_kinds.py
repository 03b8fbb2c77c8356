"""The token types of the script lexer, by small numbers: three numbers a token are what is kept of a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pygments.token import Comment, Error, Keyword, Name, Number, Operator, Punctuation, String, Text, Whitespace

if TYPE_CHECKING:
    from pygments.token import _TokenType

TokenType: TypeAlias = "_TokenType"
"""A Pygments token type: `in` tells whether another is of its kind."""

KINDS: list[TokenType] = []
"""The token types, each at its number. Complete once `script_words` is imported."""


def number_of(kind: TokenType) -> int:
    """The number of a token type; a new one for a type that has none yet."""
    if kind not in KINDS:
        KINDS.append(kind)
    return KINDS.index(kind)


SPACE, TEXT, NAME = number_of(Whitespace), number_of(Text), number_of(Name.Other)
OPERATOR, PUNCTUATION, ERROR = number_of(Operator), number_of(Punctuation), number_of(Error)
LINE_COMMENT, BLOCK_COMMENT = number_of(Comment.Single), number_of(Comment.Multiline)
HASHBANG_LINE = number_of(Comment.Hashbang)
STRING = {'"': number_of(String.Double), "'": number_of(String.Single)}
TEMPLATE, INTERPOLATION = number_of(String.Backtick), number_of(String.Interpol)
REGEX_LITERAL, NUMBER = number_of(String.Regex), number_of(Number)
DECORATOR, TYPE = number_of(Keyword.Declaration), number_of(Keyword.Type)
ATTRIBUTE = number_of(Name.Attribute)
