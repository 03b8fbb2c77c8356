"""One step of a Pygments lexer, and how far ahead that step has looked.

The one place that uses a private name of Pygments, the processed rules `_tokens`; `tests/editing/test_token_rules.py`
fails when Pygments changes them. Pygments is loaded when the first text is lexed, not before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

if TYPE_CHECKING:
    from pygments.token import _TokenType

TokenType: TypeAlias = "_TokenType"
"""A Pygments token type: `in` tells whether another is of its kind."""

MARGIN = 8
"""No rule looks further beyond what it matched than this, but for those that `reach` knows by name."""

_NO_OPENERS = frozenset({"interp", "badregex"})
"""States in which a quote, a slash or a word is plain text."""

# `name: type` and `module name` look over blanks and line ends, a regular expression to the end of its line.
_WORD_REACH = re.compile(r"[\w?.$]+\s*(?::\s*[\w?.$]*|[\w?.$]+\s*)?")
_SLASH_REACH = re.compile(r"(?:\\.|[^\\\n])*", re.DOTALL)


Token = tuple[int, int, TokenType]
"""Start, end and type; never empty."""

_Action = Callable[[object, "re.Match[str]"], Iterator[tuple[int, TokenType, str]]]
_Rule = tuple[
    Callable[[str, int], "re.Match[str] | None"], "TokenType | _Action | None", "tuple[str, ...] | int | str | None"
]


class Openers(NamedTuple):
    """What a text begins that may be closed far below: the closer to look for."""

    bit: int
    closer: str


OPENERS = {'"': Openers(1, '"'), "'": Openers(2, "'"), "/*": Openers(4, "*/")}
"""When such an opener finds no closer, its rule fails, having looked through all the rest of the text."""


class TokenRules:
    """The rules of a language."""

    def __init__(self, language: str) -> None:
        from pygments.lexers.javascript import JavascriptLexer, TypeScriptLexer
        from pygments.token import Comment, Error, String, Whitespace, is_token_subtype

        self._lexer = TypeScriptLexer() if language == "typescript" else JavascriptLexer()
        self._states = cast("Mapping[str, Sequence[_Rule]]", self._lexer._tokens)  # type: ignore[attr-defined]  # no public name
        self._token_type: type = type(Error)
        self._error: TokenType = Error
        self._whitespace: TokenType = Whitespace
        self._is_kind = is_token_subtype
        self._closed: dict[str, TokenType] = {'"': String, "'": String, "/*": Comment.Multiline}

    def step(self, text: str, position: int, stack: list[str]) -> tuple[int, list[Token]]:
        """Apply one rule at `position`, as Pygments' own loop does; changes `stack`.

        Answers where the match ends and its tokens. A match may be empty and change the stack alone.
        """
        for match_at, action, new_state in self._states[stack[-1]]:
            match = match_at(text, position)
            if match is None:
                continue
            tokens: list[Token] = []
            if action is not None:
                if isinstance(action, self._token_type):
                    if match.end() > position:
                        tokens.append((position, match.end(), cast(TokenType, action)))
                else:
                    found = cast(_Action, action)(self._lexer, match)
                    tokens = [(start, start + len(value), kind) for start, kind, value in found if value]
            _change_state(stack, new_state)
            return match.end(), tokens
        if text[position] == "\n":
            # Pygments begins anew behind a line end that no rule wants.
            stack[:] = ["root"]
            return position + 1, [(position, position + 1, self._whitespace)]
        return position + 1, [(position, position + 1, self._error)]

    def reach(self, text: str, position: int, end: int, state: str) -> int:
        """How far into the text the rules looked that gave the token from `position` to `end`; never too little.

        Openers that found no closer are not counted; `failed_opener` tells of them.
        """
        far = end
        if state not in _NO_OPENERS:
            looked = (_SLASH_REACH if text[position] == "/" else _WORD_REACH).match(text, position)
            if looked is not None:
                far = max(far, looked.end())
        return far + MARGIN

    def failed_opener(self, text: str, position: int, state: str, tokens: Sequence[Token]) -> Openers | None:
        """The opener at `position` that found no closer in the text, if there is one."""
        if state in _NO_OPENERS:
            return None
        name = text[position]
        if name == "/":
            name = text[position : position + 2]
        opener = OPENERS.get(name)
        if opener is None or (tokens and self._is_kind(tokens[0][2], self._closed[name])):
            return None
        return opener


@cache
def rules_for(language: str) -> TokenRules:
    """The rules of `typescript` or `javascript`, made once."""
    return TokenRules(language)


def _change_state(stack: list[str], new_state: tuple[str, ...] | int | str | None) -> None:
    """What Pygments does with a rule's new state."""
    if new_state is None:
        return
    if isinstance(new_state, tuple):
        for state in new_state:
            if state == "#pop":
                if len(stack) > 1:
                    stack.pop()
            elif state == "#push":
                stack.append(stack[-1])
            else:
                stack.append(state)
    elif isinstance(new_state, int):
        if abs(new_state) >= len(stack):
            del stack[1:]
        else:
            del stack[new_state:]
    else:
        stack.append(stack[-1])
