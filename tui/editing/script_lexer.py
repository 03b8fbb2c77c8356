"""JavaScript and TypeScript with JSX as a Pygments lexer, for whoever wants a whole text in Pygments' terms."""

from __future__ import annotations

from collections.abc import Iterator

from pygments.lexer import Lexer
from pygments.token import Whitespace

from tui.editing.script_kinds import KINDS, TokenType
from tui.editing.script_rules import FIRST_LINE
from tui.editing.script_scan import scan


class ScriptLexer(Lexer):
    """JavaScript and TypeScript with JSX, as Pygments knows lexers: its tokens and its styles."""

    name = "InsForge function"
    aliases = ("insforge-function",)

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, TokenType, str]]:
        """The tokens of a text, each with its offset; a line end is a token of its own."""
        offset, state = 0, FIRST_LINE
        lines = text.split("\n")
        for number, line in enumerate(lines):
            tokens, _, state = scan(line, 0, state, len(line))
            for index in range(0, len(tokens), 3):
                start, end, kind = tokens[index : index + 3]
                yield offset + start, KINDS[kind], line[start:end]
            offset += len(line)
            if number < len(lines) - 1:
                yield offset, Whitespace, "\n"
            offset += 1
