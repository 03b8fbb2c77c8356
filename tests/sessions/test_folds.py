"""Folds held against the plain way to do it: a set of hidden lines."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tui.sessions.folds import Folds

LINES = 30
BLOCKS = [(0, 29), (1, 12), (2, 5), (6, 11), (7, 9), (13, 20), (14, 15), (16, 19), (21, 22), (24, 28)]
"""Blocks beside and inside of each other, as brackets are."""


class FoldMachine(RuleBasedStateMachine):
    """Every order of folding and unfolding."""

    def __init__(self) -> None:
        super().__init__()
        self.folds = Folds()
        self.folded: set[tuple[int, int]] = set()

    @property
    def hidden(self) -> set[int]:
        return {line for first, last in self.folded for line in range(first + 1, last + 1)}

    @rule(block=st.sampled_from(BLOCKS))
    def fold(self, block: tuple[int, int]) -> None:
        if block[0] not in self.hidden:
            self.folds.fold(*block)
            self.folded.add(block)

    @rule(block=st.sampled_from(BLOCKS))
    def unfold(self, block: tuple[int, int]) -> None:
        if block[0] not in self.hidden:
            self.folds.unfold(block[0])
            self.folded.discard(block)

    @rule(line=st.integers(0, LINES - 1))
    def reveal(self, line: int) -> None:
        self.folds.reveal(line)
        self.folded -= {(first, last) for first, last in self.folded if first < line <= last}

    @rule(blocks=st.sampled_from([(), ((1, 12), (13, 20)), ((2, 5), (6, 11), (24, 28))]))
    def replace(self, blocks: tuple[tuple[int, int], ...]) -> None:
        self.folds.replace([first for first, _ in blocks], [last for _, last in blocks])
        self.folded = set(blocks)

    @invariant()
    def rows_are_the_lines_that_are_not_hidden(self) -> None:
        seen = [line for line in range(LINES) if line not in self.hidden]
        assert self.folds.row_count(LINES) == len(seen)
        assert [self.folds.line_at(row) for row in range(len(seen))] == seen
        for line in range(LINES):
            assert self.folds.is_hidden(line) is (line in self.hidden)
            shown = max(each for each in seen if each <= line)
            assert self.folds.row_of(line) == seen.index(shown)
        assert {line for line in seen if self.folds.is_folded(line)} == {
            first for first, _ in self.folded if first not in self.hidden
        }


TestFolds = FoldMachine.TestCase
