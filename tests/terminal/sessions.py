"""Seeded random sessions: the screen after the diffed stream must equal the one after the raw stream.

`python -m tests.terminal.sessions --sessions 1000` runs the long version.
"""

from __future__ import annotations

import argparse
import os
import random

from rich.cells import get_character_cell_size

from tests.terminal.emulator import Emulator
from tui.terminal.colours import Depth
from tui.terminal.output import Capabilities, TerminalOutput

STYLES = (
    "", "1", "38;2;10;20;30", "38;2;200;100;50;48;2;20;23;28", "48;2;20;23;28", "4;38;2;240;113;107;48;2;20;23;28",
    "3;38;2;111;123;138;48;2;20;23;28", "7", "38;5;120;48;5;17", "31;42", "1;2", "9",
)  # fmt: skip
WORDS = ("const ", "a", "=", "   ", "          ", "x" * 12, "名前", "🚀", "e\u0301", "(", "// note", " ", "12", "\t")


class App:
    """Draws random rows the way Textual's compositor does, and changes them the way an editor does."""

    def __init__(self, chance: random.Random, columns: int, rows: int) -> None:
        self.chance = chance
        self.columns = columns
        self.lines = [self.line() for _ in range(rows)]

    def line(self) -> list[tuple[str, str]]:
        """A row of cells: character and style; wide characters have an empty cell behind them."""
        cells: list[tuple[str, str]] = []
        while len(cells) < self.columns:
            style = self.chance.choice(STYLES)
            for character in self.chance.choice(WORDS).replace("\t", " "):
                width = get_character_cell_size(character)
                if width == 0 and cells:
                    cells[-1] = (cells[-1][0] + character, cells[-1][1])
                elif width == 2:
                    cells += [(character, style), ("", style)]
                elif width:
                    cells.append((character, style))
        return self.whole(cells)

    def whole(self, cells: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Cut to the width, halves of wide characters made blank."""
        cells = cells[: self.columns] + [(" ", "")] * (self.columns - len(cells))
        for x, (text, style) in enumerate(cells):
            wide = bool(text) and get_character_cell_size(text[0]) == 2
            if (text == "" and (x == 0 or get_character_cell_size((cells[x - 1][0] or " ")[0]) != 2)) or (
                wide and (x + 1 >= len(cells) or cells[x + 1][0] != "")
            ):
                cells[x] = (" ", style)
        return cells

    def change(self) -> list[int]:
        """Change the rows somehow; answers which."""
        chance, rows = self.chance, len(self.lines)
        kind = chance.random()
        y = chance.randrange(rows)
        if kind < 0.4:
            x = chance.randrange(self.columns)
            end = min(self.columns, x + chance.randrange(1, 40))
            line = list(self.lines[y])
            count = chance.choice((1, 1, 1, 2, 4))
            if chance.random() < 0.5:
                line[x:end] = ([("z", chance.choice(STYLES))] * count + line[x:end])[: end - x]
            else:
                line[x:end] = (line[x + count : end] + [(" ", line[x][1])] * count)[: end - x]
            self.lines[y] = self.whole(line)
            return [y]
        if kind < 0.7:
            top = chance.randrange(rows)
            bottom = chance.randrange(top, rows)
            down = chance.choice((1, 1, -1, 2, -3))
            block = self.lines[top : bottom + 1]
            for _ in range(abs(down)):
                block = [self.line(), *block[:-1]] if down > 0 else [*block[1:], self.line()]
            self.lines[top : bottom + 1] = block
            return list(range(top, bottom + 1))
        if kind < 0.9:
            self.lines[y] = self.line()
            return [y]
        self.lines = [self.line() for _ in self.lines]
        return list(range(rows))

    def frame(self, rows: list[int]) -> str:
        """The rows as Textual sends them: a move, styled segments each with a reset, at last the cursor."""
        parts: list[str] = []
        for y in rows:
            split = self.chance.choice((0, self.columns // 3))
            if split and self.lines[y][split][0] == "":
                split = 0
            for start, end in ((0, split), (split, self.columns)):
                if end > start:
                    parts.append(f"\x1b[{y + 1};{start + 1}H")
                    for text, style in self.lines[y][start:end]:
                        if text:
                            parts.append(f"\x1b[{style}m{text}\x1b[0m" if style else text)
        x, y = self.chance.randrange(self.columns), self.chance.randrange(len(self.lines))
        return "".join(parts) + f"\x1b[{y + 1};{x + 1}H"


def session(seed: int, steps: int = 25) -> None:
    """One session; raises AssertionError where the screens differ."""
    chance = random.Random(seed)
    columns, rows = chance.choice(((80, 24), (40, 12), (20, 6), (120, 40)))
    raw, diffed = Emulator(columns, rows), Emulator(columns, rows)
    reader, writer = os.pipe()
    line = TerminalOutput(writer, get_character_cell_size, Capabilities(Depth.TRUE, chance.random() < 0.5))
    app = App(chance, columns, rows)
    touched = list(range(rows))
    try:
        for step in range(steps):
            frame = app.frame(touched)
            raw.feed(frame)
            if chance.random() < 0.05:
                line.invalidate()
            line.frame(frame, cursor=True)
            line.settle()
            sent = os.read(reader, 1 << 20).decode() if line.sent_bytes else ""
            line.sent_bytes = 0
            diffed.feed(sent)
            for y in range(rows):
                assert diffed.row(y) == raw.row(y), f"seed {seed}, step {step}, row {y}, sent {sent!r}"
            cursor = (diffed.screen.cursor.x, diffed.screen.cursor.y)
            assert cursor == (raw.screen.cursor.x, raw.screen.cursor.y), f"seed {seed}, step {step}: cursor"
            touched = app.change()
    finally:
        line.close()
        os.close(reader)
        os.close(writer)


def main() -> None:
    """Run many."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sessions", type=int, default=1000)
    parser.add_argument("--from", type=int, default=0, dest="start")
    options = parser.parse_args()
    for seed in range(options.start, options.start + options.sessions):
        session(seed)
    print(f"{options.sessions} sessions: equal screens")


if __name__ == "__main__":
    main()
