"""The words of JavaScript and TypeScript: how each is coloured, and what may follow it.

The colours are those of Pygments' own lexers of these languages (2.21), so that plain code looks as it does elsewhere.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from pygments.token import Keyword, Name, Operator

from tui.editing.script_kinds import NAME, TokenType, number_of


class Effect(Enum):
    """What a word says about what may follow it."""

    NAME = "a name, or as good as one: an operator follows"
    VALUE = "a value that is no name: an operator follows"
    OPERATOR = "an operand follows"
    INFIX = "an operand follows, but only where an operand stands before: a name elsewhere"
    HEAD = "a head in parentheses follows, then a statement"
    STATEMENT = "a statement follows"
    CASE = "an operand follows, and then the colon of a case"
    EXPORT = "a statement, a list of names or a default follows"


class Word(NamedTuple):
    """The number of a word's token type, and its effect."""

    kind: int
    effect: Effect


PLAIN = Word(NAME, Effect.NAME)
"""Every word without a meaning of its own."""

_BY_MEANING: tuple[tuple[TokenType, Effect, str], ...] = (
    (Keyword, Effect.NAME, "abstract private protected public readonly async static"),
    (Keyword, Effect.INFIX, "implements extends of"),
    (Keyword, Effect.VALUE, "this super"),
    (Keyword, Effect.HEAD, "for while if catch switch"),
    (Keyword, Effect.STATEMENT, "do else try finally break continue debugger"),
    (Keyword, Effect.OPERATOR, "return throw yield await import"),
    (Keyword, Effect.CASE, "case default"),
    (Keyword, Effect.EXPORT, "export"),
    (Keyword.Declaration, Effect.NAME, "enum interface override function class"),
    (Keyword.Declaration, Effect.OPERATOR, "var let const"),
    (Keyword.Declaration, Effect.HEAD, "with"),
    (Keyword.Reserved, Effect.NAME, "declare type module constructor from"),
    (Keyword.Reserved, Effect.INFIX, "as satisfies"),
    (
        Keyword.Reserved,
        Effect.NAME,
        "boolean byte char double final float goto int long native package short synchronized throws transient "
        "volatile",
    ),
    (Keyword.Type, Effect.NAME, "string boolean number"),
    (Operator.Word, Effect.OPERATOR, "typeof instanceof in void delete new"),
    (Keyword.Constant, Effect.VALUE, "true false null NaN Infinity undefined"),
    (
        Name.Builtin,
        Effect.NAME,
        "Array Boolean Date BigInt Function Math ArrayBuffer Number Object RegExp String Promise Proxy decodeURI "
        "decodeURIComponent encodeURI encodeURIComponent eval isFinite isNaN parseFloat parseInt DataView document "
        "window globalThis global arguments Symbol Intl WeakSet WeakMap Set Map Reflect JSON Atomics Int8Array "
        "Int16Array Int32Array BigInt64Array Float32Array Float64Array Uint8ClampedArray Uint8Array Uint16Array "
        "Uint32Array BigUint64Array",
    ),
    (
        Name.Exception,
        Effect.NAME,
        "Error EvalError InternalError RangeError ReferenceError SyntaxError TypeError URIError",
    ),
)

WORDS = {word: Word(number_of(kind), effect) for kind, effect, words in _BY_MEANING for word in words.split()}
"""The words that mean something."""

_TYPE_NAMES = """
abstract any bigint boolean const infer keyof never new null number object readonly string symbol this true typeof
undefined unique unknown void
"""
TYPE_NAMES = frozenset(_TYPE_NAMES.split())
"""Words in angle brackets that make a type assertion, never a JSX element."""
