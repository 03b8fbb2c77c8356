"""A tree that follows edits is the tree of the text as it is, and its places are those of the lines."""

from __future__ import annotations

import random

import pytest

from tui.editing import syntax_tree
from tui.editing.source import SourceText
from tui.editing.syntax_patterns import BOTH
from tui.editing.syntax_tree import Grammar, SyntaxTree

CODE = "const é = '😀';\nfunction f(a) {\n  return `${a}`;\n}\n// end"


@pytest.mark.parametrize("grammar", Grammar)
@pytest.mark.parametrize("seed", range(10))
def test_the_tree_follows_edits(seed: int, grammar: Grammar) -> None:
    chance = random.Random(seed)
    source = SourceText(CODE)
    tree = SyntaxTree(source.lines, grammar)
    for count in range(60):
        line = chance.randrange(len(source.lines))
        start = (line, chance.randrange(len(source.lines[line]) + 1))
        other = chance.randrange(len(source.lines))
        end = start if chance.random() < 0.6 else (other, chance.randrange(len(source.lines[other]) + 1))
        text = chance.choice(["x", "\n", "{ }", "'é'", "\n\n1 + 2;", "`${😀}`", ""])
        done = source.replace(min(start, end), max(start, end), text)
        tree.edited(done.first_line, done.old_line_count, done.new_line_count)
        # Several edits may come before anybody asks for the tree.
        if count % 3 == 0:
            fresh = SyntaxTree(source.lines, grammar)
            assert str(tree.root()) == str(fresh.root())
            assert tree.root().end_byte == fresh.root().end_byte


def test_a_place_counts_code_points_and_ends_with_its_first_line() -> None:
    tree = SyntaxTree(CODE.split("\n"), Grammar.JAVASCRIPT)
    found = tree.found("(string) @string (statement_block) @block")
    [text], [block] = found["string"], found["block"]
    assert (tree.place(text).start_column, tree.place(text).end_column) == (10, 13)
    where = tree.place(block)
    assert (where.start_line, where.start_column, where.end_line, where.end_column) == (1, 14, 1, 15)


@pytest.mark.parametrize("grammar", Grammar)
def test_what_is_found_in_slices_is_what_is_found_at_once(grammar: Grammar, monkeypatch: pytest.MonkeyPatch) -> None:
    code = [
        "import a from 'y';",
        "const é = await require(",
        "  'x' + `😀`);",
        "module.exports = () => { require('z'); };",
    ]
    at_once = SyntaxTree(code * 5, grammar).found(BOTH)
    assert {"import", "await", "require", "module"} <= set(at_once)
    for size in (1, 7, 60):
        monkeypatch.setattr(syntax_tree, "_SLICE_BYTES", size)
        found = SyntaxTree(code * 5, grammar).found(BOTH)
        assert {name: [node.start_byte for node in nodes] for name, nodes in found.items()} == {
            name: [node.start_byte for node in nodes] for name, nodes in at_once.items()
        }
