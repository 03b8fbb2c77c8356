"""What the script lexer matches, and the signs of its states.

No pattern looks over a line's end, and none gives back what it took (`*+`, `++`): each takes time in
proportion to what it matches.
"""

from __future__ import annotations

import re

from tui.editing.script_words import TYPE_NAMES

OPEN = {
    "(": "a parenthesis",
    "i": "the head of an if, for, while …",
    "[": "a bracket",
    "{": "a block: what follows it is a statement",
    "O": "an object: what follows it is an operator",
    "t": "the ? of a conditional, whose colon is to come",
    "c": "a case, whose colon is to come",
    "`": "a template",
    "$": "a substitution in a template",
    "*": "a block comment",
    '"': "a string that goes on behind a backslash at a line's end",
    "'": "the same, in single quotes",
    "j": "an opening tag of JSX",
    "x": "the text of a JSX element",
    "k": "a closing tag of JSX",
    "J": "code in braces in JSX",
}
"""What the signs of a state's open things mean."""

BEFORE = {
    "s": "nothing of this statement",
    "e": "an operator: an operand follows",
    "x": "export",
    "a": "an arrow",
    "g": "a closing angle bracket, or greater than",
    "h": "a word that has a head",
    ":": "the colon behind a name",
    "L": "the colon behind a name at a statement's start: a label or a member",
    "o": "an operand",
    "w": "a word that is an operand",
    "l": "a word at a statement's start",
    ".": "a dot: a member's name follows",
}
"""What the signs of the token before mean."""

START = "s"
"""The state at the start of a text."""

FIRST_LINE = "!" + START
"""The state before the first line, where alone a hashbang may stand."""

LOOKAHEAD = 200
"""No rule looks further than so many characters behind the token it makes."""

DEEPEST = 256
"""What is nested deeper than this forgets its outermost: a state stays short."""

OPERANDS = frozenset("owl.")
BRACES = "{O$J"
# Marks on letters, by the blocks they stand in, with a few other signs of those scripts: each mark of Unicode for
# itself takes longer to compile than all the rest.
_MARKS = (
    r"\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u0670\u06d6-\u06ed\u0711-\u07fd\u0816-\u089f\u08ca-\u0e4e"
    r"\u0eb1-\u0ece\u0f18-\u0fc6\u102b-\u109d\u135d-\u135f\u1712-\u17dd\u180b-\u180f\u1885\u1886\u18a9\u1920-\u1a7f\u1ab0-\u1bf3"
    r"\u1c24-\u1c37\u1cd0-\u1cf9\u1dc0-\u1dff\u20d0-\u20f0\u2cef-\u2cf1\u2d7f-\u2dff\u302a-\u302f\u3099\u309a"
    r"\ua66f-\ua69f\ua6f0\ua6f1\ua802-\uaaff\uabe3-\uabed\ufb1e\ufe00-\ufe0f\ufe20-\ufe2f\U00010a01-\U00011f42"
)
_IDENTIFIER = (
    r"(?:[^\W\d]|\$|\\u[0-9A-Fa-f]{4}|\\u\{[0-9A-Fa-f]{1,6}\})"
    rf"(?:[\w$\u200c\u200d{_MARKS}]|\\u[0-9A-Fa-f]{{4}}|\\u\{{[0-9A-Fa-f]{{1,6}}\}})*+"
)
CODE = re.compile(
    rf"""
    (?P<space>[\s\ufeff]++)
    |(?P<word>{_IDENTIFIER})
    |(?P<dot>\.(?!\d|\.\.))
    |(?P<comma>,)
    |(?P<semicolon>;)
    |(?P<open>[(\[{{])
    |(?P<close>[)\]}}])
    |(?P<quote>["'])
    |(?P<arrow>=>)
    |(?P<comment>//.*+)
    |(?P<block>/\*)
    |(?P<slash>/)
    |(?P<number>(?:0[xX][\da-fA-F_]++|0[bB][01_]++|0[oO][0-7_]++
        |(?:\d[\d_]*+(?:\.[\d_]*+)?|\.\d[\d_]*+)(?:[eE][+-]?\d[\d_]*+)?)n?)
    |(?P<template>`)
    |(?P<question>\?(?![?]))
    |(?P<colon>:)
    |(?P<twice>\+\+|--)
    |(?P<bang>!(?!=))
    |(?P<less><(?![<=]))
    |(?P<operator>\?\?=?|<<=?|<=|>>>=?|>>=?|[!=]==?|\*\*=?|\|\|=?|&&=?|[-+*%&|^>]=?|~|=)
    |(?P<spread>\.\.\.)
    |(?P<sign>[\#@])
    |(?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
HASHBANG = re.compile(r"#!.*+", re.DOTALL)
STRING_BODY = {quote: re.compile(rf"[^{quote}\\]*+(?:\\.[^{quote}\\]*+)*+", re.DOTALL) for quote in "\"'"}
TEMPLATE_BODY = re.compile(r"[^`\\$]*+(?:(?:\\.|\$(?!\{))[^`\\$]*+)*+", re.DOTALL)
REGEX = re.compile(r"/(?:[^/\\\[]++|\\.|\[(?:[^\]\\]++|\\.)*+\]?)*+/?[\w$]*+(?:\\\Z)?", re.DOTALL)
BLANKS = re.compile(r"[\s\ufeff]*+")
MEMBERS = re.compile(r"(?:\??\.[\w$]++)*+")
COLON_FOLLOWS = re.compile(r"(\??)\s{0,40}+:")
NAMESPACE_FOLLOWS = re.compile(r"[\s\ufeff]{1,40}+[\w$\"']")
NO_CONDITIONAL = re.compile(r"\?\s{0,40}+[:,)=;]")
JSX_TAG = re.compile(r"[\s\ufeff]++|[\w$.:-]++|\"[^\"]*+\"?|'[^']*+'?|/>|//.*+|/\*|.", re.DOTALL)
JSX_TEXT = re.compile(r"(?P<text>[^<{]++)|(?P<closing></)|(?P<opening><(?=[^\W\d]|[$>]))|(?P<brace>\{)|<")
ELEMENT = re.compile(r"<(?:(?P<name>[^\W\d][\w$.:-]{0,80}+)(?P<next>[\s\ufeff]{0,40}+(?:.|$))|>)", re.DOTALL)
TYPE_PARAMETERS = re.compile(r"[\s\ufeff]{1,40}+(?:extends\b(?!\s{0,40}+=)|[,=|&])|,")


def begins_element(line: str, position: int) -> bool:
    """Whether a `<` where an operand is wanted begins an element of JSX; else it is a type's."""
    found = ELEMENT.match(line, position)
    if found is None:
        return False
    name = found["name"]
    if name is None:
        return True
    if name in TYPE_NAMES or TYPE_PARAMETERS.match(line, found.end("name")):
        return False
    following = found["next"].strip()
    if following == ">" and name[0].isupper():
        # `<T>(value)` and `<Type>value;` are types, unless the element is closed where it can be seen.
        rest = line[found.end() : position + LOOKAHEAD]
        return not rest.strip() or f"</{name}" in rest
    return following == "" or following in ">/{" or following.isalnum() or following in "_$"
