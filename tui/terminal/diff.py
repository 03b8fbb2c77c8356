"""What differs between two screens, said to a pen.

Pure. Owns finding what merely moved: rows up or down, cells along a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import ne

from tui.terminal.cells import CellTable
from tui.terminal.encode import Encoder
from tui.terminal.frame import Row

_ROW_SHIFTS = (1, -1, 2, -2, 3, -3)
_CELL_SHIFTS = (1, 2, 4, 3, 8, 5, 6, 7)
_FEWEST_ROWS_SCROLLED = 4
_SCROLL_COST = 20
_CHEAP_GAP = 4
_SMALL_DIFFERENCE = 3
_SHIFT_COST = 14
_STYLE_COST = 12


def draw(pen: Encoder, table: CellTable, before: list[Row | None], after: Sequence[Row]) -> None:
    """Draw `after` on a terminal that shows `before`; a None row may show anything."""
    before += [None] * (len(after) - len(before))
    changed = [y for y, row in enumerate(after) if row != before[y]]
    # A row in which a scrollbar's end moved is no reason to scroll from there.
    large = [y for y in changed if _difference(before[y], after[y], len(after[y])) > _SMALL_DIFFERENCE]
    if len(large) >= _FEWEST_ROWS_SCROLLED:
        _scroll(pen, before, after, large[0], large[-1])
    for y, row in enumerate(after):
        old = before[y]
        if old == row:
            continue
        if old is None or len(old) != len(row):
            pen.put(row, 0, y)
        else:
            _draw_row(pen, table, old, row, y)


def _scroll(pen: Encoder, before: list[Row | None], after: Sequence[Row], top: int, bottom: int) -> None:
    """Scroll the changed rows where that leaves less to send."""
    width = len(after[top])
    # A row's worth of blanks costs a few bytes whatever its width; cells that differ cost about one each.
    best, least = 0, sum(_difference(before[y], after[y], width) for y in range(top, bottom + 1)) * 2 // 3
    for down in _ROW_SHIFTS:
        if abs(down) * 2 > bottom - top + 1:
            continue
        cost = _SCROLL_COST
        for y in range(top, bottom + 1):
            source = y - down
            cost += _difference(before[source] if top <= source <= bottom else None, after[y], width)
            if cost >= least:
                break
        if cost < least:
            best, least = down, cost
    if not best:
        return
    pen.scroll(top, bottom, best)
    moved: list[Row | None] = [before[y - best] if top <= y - best <= bottom else None for y in range(top, bottom + 1)]
    before[top : bottom + 1] = moved


def _difference(old: Row | None, new: Row, width: int) -> int:
    if old is None or len(old) != len(new):
        return width // 2
    return 0 if old == new else sum(map(ne, old, new))


def _draw_row(pen: Encoder, table: CellTable, old: Row, new: Row, y: int) -> None:
    first = next(x for x, (a, b) in enumerate(zip(old, new, strict=True)) if a != b)
    last = next(x for x in range(len(new) - 1, -1, -1) if old[x] != new[x])
    if last - first >= 4:
        old = _shift_cells(pen, table, old, new, first, last, y)
    for start, end in _stretches(table, old, new, first, last):
        pen.put(new[start:end], start, y)


def _shift_cells(pen: Encoder, table: CellTable, old: Row, new: Row, first: int, last: int, y: int) -> Row:
    """Move the cells between first and last where they merely moved; answers the row as it then is."""
    span = last - first + 1
    texts, styles = table.texts, table.styles

    def cost(ours: Row, theirs: Row) -> int:
        """About how many bytes it takes to write what differs: the cells, and each change of style among them."""
        total, style = 0, None
        for mine, wanted in zip(ours, theirs, strict=True):
            if mine != wanted:
                total += 1 if styles[wanted] == style else 1 + _STYLE_COST
                style = styles[wanted]
        return total

    differing = sum(map(ne, old[first : last + 1], new[first : last + 1]))
    stay = cost(old[first : last + 1], new[first : last + 1])
    if stay <= _SHIFT_COST:
        return old
    for count in _CELL_SHIFTS:
        if count * 2 > span:
            continue
        keep = span - count
        for opened in (True, False):
            mine = old[first : first + keep] if opened else old[first + count : last + 1]
            wanted = new[first + count : last + 1] if opened else new[first : first + keep]
            # Counting is quick, costing is not: most candidates end here.
            if sum(map(ne, mine, wanted)) * 2 > differing or cost(mine, wanted) + _SHIFT_COST + count >= stay:
                continue
            take, give = (last - count + 1, first) if opened else (first, last - count + 1)
            edges = (first, take, take + count, give, give + count, last + 1)
            if any(edge < len(row) and texts[row[edge]] == "" for edge in edges for row in (old, new)):
                # A wide character must not be cut in two.
                continue
            pen.shift(first, y, take, give, count)
            shifted = list(old)
            del shifted[take : take + count]
            shifted[give:give] = [-1] * count
            return shifted
    return old


def _stretches(table: CellTable, old: Row, new: Row, first: int, last: int) -> list[tuple[int, int]]:
    """The stretches of a row to write: where cells differ, over small gaps, and never half a wide character."""
    texts = table.texts
    stretches: list[tuple[int, int]] = []
    x = first
    while x <= last:
        if old[x] == new[x]:
            x += 1
            continue
        start = x
        while start > 0 and texts[new[start]] == "":
            start -= 1
        end = x + 1
        while end < len(new) and (old[end] != new[end] or texts[new[end]] == ""):
            end += 1
        if stretches and start - stretches[-1][1] <= _CHEAP_GAP:
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((start, end))
        x = end
    return stretches
