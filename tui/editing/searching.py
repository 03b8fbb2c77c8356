"""Finding text in lines. Pure; a needle never spans lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tui.model.problem import CodeRange


def find_all(
    lines: Sequence[str], needle: str, *, case_sensitive: bool | None = None, limit: int = 10_000
) -> list[CodeRange]:
    """Every place the needle stands, at most `limit`. Without `case_sensitive`, a capital in the needle decides."""
    exact = _is_exact(needle, case_sensitive)
    found: list[CodeRange] = []
    if not needle:
        return found
    for number, line in enumerate(lines):
        for column in _columns(line, needle, exact):
            found.append(CodeRange(number, column, number, column + len(needle)))
            if len(found) == limit:
                return found
    return found


def find_next(
    lines: Sequence[str],
    needle: str,
    start: tuple[int, int],
    *,
    backwards: bool = False,
    case_sensitive: bool | None = None,
) -> CodeRange | None:
    """The first match at or after `start` (before it, backwards), going round at the ends."""
    if not needle or not lines:
        return None
    exact = _is_exact(needle, case_sensitive)
    line, column = start
    count = len(lines)
    step = -1 if backwards else 1
    for turn in range(count + 1):
        number = (line + step * turn) % count
        columns = list(_columns(lines[number], needle, exact))
        if turn == 0:
            columns = [c for c in columns if (c < column if backwards else c >= column)]
        elif turn == count:
            columns = [c for c in columns if (c >= column if backwards else c < column)]
        if columns:
            chosen = columns[-1] if backwards else columns[0]
            return CodeRange(number, chosen, number, chosen + len(needle))
    return None


def _is_exact(needle: str, case_sensitive: bool | None) -> bool:
    return needle != needle.lower() if case_sensitive is None else case_sensitive


def _columns(line: str, needle: str, exact: bool) -> Iterator[int]:
    # lower() may change a text's length in a few scripts; there the search is exact, so that columns stay right.
    lowered = line if exact else line.lower()
    if len(lowered) != len(line):
        lowered = line
    column = lowered.find(needle)
    while column >= 0:
        yield column
        column = lowered.find(needle, column + len(needle))
