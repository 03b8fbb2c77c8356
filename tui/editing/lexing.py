"""Colours for code: a full lex at each change. To be replaced by the incremental one before this is called done."""

from __future__ import annotations

from collections.abc import Sequence

Span = tuple[int, int, str]


class Highlighter:
    """Spans of each line."""

    pending = False

    def __init__(self, lines: Sequence[str], language: str = "typescript") -> None:
        self._lines = lines
        self._spans: list[list[Span]] | None = None

    def edited(self, first_line: int, old_count: int, new_count: int) -> None:
        self._spans = None

    def ensure(self, first: int, last: int) -> tuple[int, int] | None:
        return (first, last) if self._spans is None else None

    def work(self, budget_seconds: float) -> bool:
        return False

    def take_changed(self) -> tuple[int, int] | None:
        return None

    def spans(self, line: int) -> Sequence[Span]:
        if self._spans is None:
            self._spans = self._lex()
        return self._spans[line]

    def _lex(self) -> list[list[Span]]:
        from pygments.lexers.javascript import TypeScriptLexer

        spans: list[list[Span]] = [[] for _ in self._lines]
        line = column = 0
        for _, kind, text in TypeScriptLexer().get_tokens_unprocessed("\n".join(self._lines)):
            name = str(kind).lower()
            style = next(
                (
                    style
                    for word, style in (
                        ("comment", "comment"),
                        ("string.regex", "regex"),
                        ("string", "string"),
                        ("number", "number"),
                        ("declaration", "declaration"),
                        ("keyword", "keyword"),
                        ("builtin", "builtin"),
                        ("operator", "operator"),
                        ("punctuation", "punctuation"),
                    )
                    if word in name
                ),
                None,
            )
            for number, part in enumerate(text.split("\n")):
                if number:
                    line, column = line + 1, 0
                if style and part:
                    spans[line].append((column, column + len(part), style))
                column += len(part)
        return spans
