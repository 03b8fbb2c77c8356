"""The syntax tree of code that is edited, by tree-sitter; the only module that knows its parsers.

Owns parsing, parsing again after an edit, and places in code points. Refuses to know what is wrong with the code.
Tree-sitter and its grammars are imported when a tree is first asked for: 20 ms that no start and no key pays.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from tui.model.problem import CodeRange

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Parser, Query, Tree


_SLICE_BYTES = 16_384
"""Searched in one go: a few milliseconds."""


class Grammar(Enum):
    """The language that code is read as."""

    JAVASCRIPT = "javascript"
    TYPESCRIPT = "typescript"


@cache
def _language(grammar: Grammar) -> Language:
    from tree_sitter import Language

    if grammar is Grammar.JAVASCRIPT:
        import tree_sitter_javascript

        return Language(tree_sitter_javascript.language())
    import tree_sitter_typescript

    return Language(tree_sitter_typescript.language_typescript())


def _parser(grammar: Grammar) -> Parser:
    # One for each tree: trees may be parsed in several threads at once, a parser in one.
    from tree_sitter import Parser

    return Parser(_language(grammar))


@cache
def _query(grammar: Grammar, patterns: str) -> Query:
    from tree_sitter import Query

    return Query(_language(grammar), patterns)


class SyntaxTree:
    """A tree of lines that change. `lines` are read when the tree is asked for, and are never changed here."""

    def __init__(self, lines: Sequence[str], grammar: Grammar) -> None:
        self.grammar = grammar
        self._lines = lines
        self._tree: Tree | None = None
        self._parser: Parser | None = None
        self._lengths: list[int] = []
        self._is_current = False

    def edited(self, first: int, old_count: int, new_count: int) -> None:
        """`old_count` lines from `first` on have become `new_count`; the lines have changed already."""
        self._is_current = False
        if self._tree is None:
            return
        new_lengths = [_length(line) for line in self._lines[first : first + new_count]]
        if not old_count or not new_count:
            # Where a line end appears or goes, depends on what is around it: rare, and parsed from the beginning.
            self._tree = None
            return
        start = sum(self._lengths[:first]) + first
        old = self._lengths[first : first + old_count]
        self._tree.edit(
            start_byte=start,
            old_end_byte=start + sum(old) + old_count - 1,
            new_end_byte=start + sum(new_lengths) + new_count - 1,
            start_point=(first, 0),
            old_end_point=(first + old_count - 1, old[-1]),
            new_end_point=(first + new_count - 1, new_lengths[-1]),
        )
        self._lengths[first : first + old_count] = new_lengths

    def root(self) -> Node:
        """The root of the tree of the lines as they are now."""
        if self._tree is None or not self._is_current:
            source = "\n".join(self._lines).encode("utf-8", "replace")
            if self._parser is None:
                self._parser = _parser(self.grammar)
            if self._tree is None:
                self._lengths = [_length(line) for line in self._lines]
                self._tree = self._parser.parse(source)
            else:
                self._tree = self._parser.parse(source, self._tree)
            self._is_current = True
        return self._tree.root_node

    def found(self, patterns: str) -> dict[str, list[Node]]:
        """The nodes that tree-sitter's query `patterns` captures, by the capture's name, in the order of the text.

        Searched in slices: a search lets no other thread run, and keys must not wait for one of a large file.
        """
        from tree_sitter import QueryCursor

        root, query = self.root(), _query(self.grammar, patterns)
        found: dict[str, dict[int, Node]] = {}
        for start in range(0, max(1, root.end_byte), _SLICE_BYTES):
            cursor = QueryCursor(query)
            cursor.set_byte_range(start, start + _SLICE_BYTES)
            for name, nodes in cursor.captures(root).items():
                # What reaches into several slices is found in each.
                found.setdefault(name, {}).update((node.id, node) for node in nodes)
        return {name: sorted(nodes.values(), key=_start_byte) for name, nodes in found.items()}

    def place(self, node: Node) -> CodeRange:
        """Where a node is; one that goes on over line ends is marked to the end of its first line."""
        line, start = node.start_point
        text = self._lines[line]
        end = node.end_point[1] if node.end_point[0] == line else _length(text)
        return CodeRange(line, _in_code_points(text, start), line, _in_code_points(text, end))


def _start_byte(node: Node) -> int:
    return node.start_byte


def _length(line: str) -> int:
    return len(line) if line.isascii() else len(line.encode("utf-8", "replace"))


def _in_code_points(text: str, column: int) -> int:
    return column if text.isascii() else len(text.encode("utf-8", "replace")[:column].decode("utf-8", "ignore"))
