"""Reading JavaScript and TypeScript, JSX included, line by line: the script lexer's state machine.

Owns what is a string, a comment, a regular expression. No rule looks over a line's end: what goes on there is in the
state. So the tokens of a line depend on its text and the state before it, and nothing else. No rule is tried twice
at one place and no run is given back, so the time is proportional to the text, whatever it holds.

A state is a string: a sign for each thing that is open, the outermost first (`OPEN`), and last a sign for the token
before (`BEFORE`). States are short, cheap to keep and cheap to compare.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tui.editing.script_kinds import (
    ATTRIBUTE,
    BLOCK_COMMENT,
    DECORATOR,
    ERROR,
    HASHBANG_LINE,
    INTERPOLATION,
    LINE_COMMENT,
    NAME,
    NUMBER,
    OPERATOR,
    PUNCTUATION,
    REGEX_LITERAL,
    SPACE,
    STRING,
    TEMPLATE,
    TEXT,
    TYPE,
)
from tui.editing.script_rules import (
    BLANKS,
    BRACES,
    CODE,
    COLON_FOLLOWS,
    DEEPEST,
    HASHBANG,
    JSX_TAG,
    JSX_TEXT,
    MEMBERS,
    NAMESPACE_FOLLOWS,
    NO_CONDITIONAL,
    OPERANDS,
    REGEX,
    START,
    STRING_BODY,
    TEMPLATE_BODY,
    begins_element,
)
from tui.editing.script_words import PLAIN, WORDS, Effect


def _matched(pattern: re.Pattern[str], line: str, position: int) -> re.Match[str]:
    """The match of a pattern that matches everywhere."""
    found = pattern.match(line, position)
    if found is None:
        raise AssertionError(f"{pattern.pattern!r} does not match everywhere")
    return found


class Scanned(NamedTuple):
    """Tokens as start, end and number of the kind, one after the other; where they end; the state there."""

    tokens: list[int]
    end: int
    state: str


def scan(line: str, position: int, state: str, stop: int) -> Scanned:
    """Lex a line from `position` on until a token ends at or behind `stop`.

    At the line's end the state is the one before the next line. `position` must be where a token starts.
    """
    return _Scan(line, position, state).until(stop)


class _Scan:
    """One run over a line."""

    def __init__(self, line: str, position: int, state: str) -> None:
        self._line = line
        self._position = position
        self._open = state[:-1]
        self._before = state[-1]
        self._first: int | None = None
        self._tokens: list[int] = []

    def until(self, stop: int) -> Scanned:
        line, end = self._line, min(stop, len(self._line))
        if self._position == 0 and self._open + self._before == "!" + START:
            self._open = ""
            found = HASHBANG.match(line)
            if found is not None:
                self._add(found.end(), HASHBANG_LINE)
        goes_on = False
        while self._position < end:
            top = self._open[-1:]
            goes_on = _STEPS[top](self) if top in _STEPS else self._code()
        if self._position >= len(line) and not goes_on and self._open[-1:] in ('"', "'"):
            # An empty line ends a string that went on behind a backslash.
            self._open, self._before = self._open[:-1], "o"
        if self._open[-1:] in _NO_CODE:
            # What was before text that is no code does not matter: fewer states, sooner the same again.
            self._before = "o"
        return Scanned(self._tokens, self._position, self._open + self._before)

    def _add(self, end: int, kind: int) -> None:
        self._tokens += (self._position, end, kind)
        self._position = end

    def _push(self, sign: str) -> None:
        self._open = (self._open + sign)[-DEEPEST:]

    def _pop(self, before: str) -> None:
        self._open = self._open[:-1]
        self._before = before

    # What is not code. Each returns whether a string goes on behind the line's end.

    def _block_comment(self) -> bool:
        self._comment_from(self._position)
        return False

    def _comment_from(self, inside: int) -> None:
        """The rest of a block comment, whose sign is on the stack."""
        closer = self._line.find("*/", inside)
        if closer >= 0:
            self._open = self._open[:-1]
        self._add(closer + 2 if closer >= 0 else len(self._line), BLOCK_COMMENT)

    def _string(self) -> bool:
        quote = self._open[-1]
        return self._string_from(quote, self._position)

    def _string_from(self, quote: str, inside: int) -> bool:
        """The rest of a string, whose sign is on the stack; it ends with the line, but for a backslash there."""
        end = _matched(STRING_BODY[quote], self._line, inside).end()
        goes_on = self._line[end : end + 1] == "\\"
        self._add(min(end + 1, len(self._line)), STRING[quote])
        if not goes_on:
            self._pop("o")
        return goes_on

    def _template(self) -> bool:
        self._template_from(self._position)
        return False

    def _template_from(self, inside: int) -> None:
        """The text of a template, whose sign is on the stack, up to its end or a substitution."""
        line = self._line
        end = _matched(TEMPLATE_BODY, line, inside).end()
        sign = line[end : end + 1]
        if sign == "$":
            if end > self._position:
                self._add(end, TEMPLATE)
            self._add(end + 2, INTERPOLATION)
            self._push("$")
            self._before = "e"
            return
        self._add(min(end + 1, len(line)), TEMPLATE)
        if sign == "`":
            self._pop("o")

    # JSX

    def _tag(self) -> bool:
        text = _matched(JSX_TAG, self._line, self._position)[0]
        end, first = self._position + len(text), text[0]
        if text == "{":
            self._add(end, PUNCTUATION)
            self._push("J")
            self._before = "e"
        elif text == "/>":
            self._add(end, OPERATOR)
            self._pop("o")
        elif first == ">":
            self._add(end, OPERATOR)
            opening = self._open[-1] == "j"
            self._pop("o")
            if opening:
                self._push("x")
        elif text == "/*":
            self._push("*")
            self._comment_from(end)
        elif first in "\"'":
            self._add(end, STRING[first])
        elif first.isspace():
            self._add(end, SPACE)
        elif text.startswith("//"):
            self._add(end, LINE_COMMENT)
        elif first == "=":
            self._add(end, OPERATOR)
        elif text == "<" and begins_element(self._line, self._position):
            # An element as an attribute's value.
            self._add(end, OPERATOR)
            self._push("j")
        elif first in "<;)":
            # No part of a tag: it was an operator, or the tag is being typed.
            self._pop("e")
        else:
            self._add(end, ATTRIBUTE)
        return False

    def _text(self) -> bool:
        found = _matched(JSX_TEXT, self._line, self._position)
        end = found.end()
        if found.lastgroup == "brace":
            self._add(end, PUNCTUATION)
            self._push("J")
            self._before = "e"
        elif found.lastgroup == "closing":
            self._add(end, OPERATOR)
            self._open = self._open[:-1] + "k"
        elif found.lastgroup == "opening":
            self._add(end, OPERATOR)
            self._push("j")
        else:
            self._add(end, TEXT)
        return False

    # Code

    def _code(self) -> bool:
        position = self._position
        found = _matched(CODE, self._line, position)
        end = found.end()
        rule = found.lastgroup
        before = self._before
        if rule == "space":
            self._add(end, SPACE)
            return False
        if rule == "word":
            self._word(found[0], end)
        elif rule == "dot":
            self._add(end, PUNCTUATION)
            self._before = "."
        elif rule == "comma":
            self._add(end, PUNCTUATION)
            self._before = "e"
        elif rule == "semicolon":
            self._add(end, PUNCTUATION)
            self._before = "e" if self._open[-1:] in ("(", "i") else "s"
        elif rule == "open":
            self._opened(found[0], end)
        elif rule == "close":
            self._closed(found[0], end)
        elif rule == "quote":
            self._push(found[0])
            return self._string_from(found[0], end)
        elif rule == "comment":
            self._add(end, LINE_COMMENT)
            return False
        elif rule == "block":
            self._push("*")
            self._comment_from(end)
            return False
        elif rule == "slash":
            self._slash(end)
        elif rule == "number":
            self._add(end, NUMBER)
            self._before = "o"
        elif rule == "template":
            self._push("`")
            self._template_from(end)
        elif rule == "arrow":
            self._add(end, PUNCTUATION)
            self._before = "a"
        elif rule == "question":
            self._question(end)
        elif rule == "colon":
            self._colon(end)
        elif rule in ("twice", "bang"):
            # Behind an operand on the same line it belongs to the operand, and what follows is an operator.
            self._add(end, OPERATOR)
            if before not in OPERANDS or self._is_first(position):
                self._before = "e"
        elif rule == "less":
            self._add(end, OPERATOR)
            if before not in OPERANDS and begins_element(self._line, position):
                self._push("j")
            self._before = "e"
        elif rule == "operator":
            self._add(end, OPERATOR)
            self._before = "g" if found[0] in (">", ">>", ">>>") else "e"
        elif rule == "spread":
            self._add(end, PUNCTUATION)
            self._before = "e"
        elif rule == "sign":
            self._signed(found[0], end)
        else:
            self._add(end, ERROR)
        return False

    def _word(self, word: str, end: int) -> None:
        before, top = self._before, self._open[-1:]
        kind, effect = WORDS.get(word, PLAIN)
        if before == ".":
            kind, effect = PLAIN
        elif kind == NAME:
            pass
        elif top not in ("t", "c") and COLON_FOLLOWS.match(self._line, end):
            # A key, a parameter, a member: a name, whatever word it is.
            if not (word == "default" and top != "O"):
                kind, effect = PLAIN
        elif effect is Effect.INFIX and before not in OPERANDS:
            effect = Effect.NAME
        elif word == "module" and not NAMESPACE_FOLLOWS.match(self._line, end):
            kind = NAME
        if before in (":", "L") and effect is Effect.NAME and word not in ("async", "function", "class"):
            end = _matched(MEMBERS, self._line, end).end()
            kind = TYPE
        self._add(end, kind)
        if effect is Effect.NAME:
            self._before = "l" if before == "s" and top != "O" else "w"
        elif effect is Effect.VALUE:
            self._before = "o"
        elif effect is Effect.HEAD:
            self._before = "h"
        elif effect is Effect.STATEMENT:
            self._before = "s"
        elif effect is Effect.EXPORT:
            self._before = "x"
        elif effect is Effect.CASE:
            if before != "x":
                self._push("c")
            self._before = "e"
        elif before != "h":
            # `for await (` still has its head to come.
            self._before = "e"

    def _opened(self, sign: str, end: int) -> None:
        before = self._before
        self._add(end, PUNCTUATION)
        if sign == "{":
            is_object = before in "e:x"
            self._push("O" if is_object else "{")
            self._before = "e" if is_object else "s"
            return
        self._push("i" if sign == "(" and before == "h" else sign)
        self._before = "e"

    def _closed(self, sign: str, end: int) -> None:
        """Close the nearest thing that this sign can close. A brace closes what was left open in it, too."""
        opened = self._open
        wanted = {")": "(i", "]": "[", "}": BRACES}[sign]
        depth = len(opened) - 1
        while depth >= 0 and opened[depth] not in wanted:
            if opened[depth] in BRACES:
                depth = -1
            else:
                depth -= 1
        if depth < 0:
            self._add(end, PUNCTUATION)
            self._before = "s" if sign == "}" else "o"
            return
        closed = opened[depth]
        self._open = opened[:depth]
        self._add(end, INTERPOLATION if closed == "$" else PUNCTUATION)
        self._before = "s" if closed in "i{" else "o"

    def _signed(self, sign: str, end: int) -> None:
        """A private name or a decorator; the sign alone is neither."""
        word = CODE.match(self._line, end)
        if word is None or word.lastgroup != "word":
            self._add(end, ERROR)
            return
        self._add(word.end(), NAME if sign == "#" else DECORATOR)
        self._before = "w" if sign == "#" else "o"

    def _slash(self, end: int) -> None:
        if self._before in OPERANDS:
            self._add(end + (self._line[end : end + 1] == "="), OPERATOR)
            self._before = "e"
            return
        self._add(_matched(REGEX, self._line, self._position).end(), REGEX_LITERAL)
        self._before = "o"

    def _question(self, end: int) -> None:
        line = self._line
        if line[end : end + 1] == "." and not line[end + 1 : end + 2].isdigit():
            self._add(end, OPERATOR)
            self._add(end + 1, PUNCTUATION)
            self._before = "."
        elif NO_CONDITIONAL.match(line, self._position):
            # It marks a parameter or a member that may be missing.
            self._add(end, NAME if COLON_FOLLOWS.match(line, self._position) else OPERATOR)
        else:
            self._add(end, OPERATOR)
            self._push("t")
            self._before = "e"

    def _colon(self, end: int) -> None:
        top, before = self._open[-1:], self._before
        self._add(end, OPERATOR)
        if top == "t":
            self._pop("e")
        elif top == "c":
            self._pop("s")
        else:
            self._before = {"w": ":", "l": "L"}.get(before, "e")

    def _is_first(self, position: int) -> bool:
        """Whether nothing but blanks stands before a place."""
        if self._first is None:
            self._first = _matched(BLANKS, self._line, 0).end()
        return position <= self._first


_STEPS = {
    "*": _Scan._block_comment,
    '"': _Scan._string,
    "'": _Scan._string,
    "`": _Scan._template,
    "j": _Scan._tag,
    "k": _Scan._tag,
    "x": _Scan._text,
}
"""What is read where the innermost open thing is not code."""
_NO_CODE = _STEPS.keys() - {"*"}
