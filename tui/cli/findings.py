"""What `insforge-tui doctor` found, as values, and how it is printed. Pure; what is secret is taken out here, last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from textwrap import wrap
from typing import NamedTuple

from tui.model.secret import redacted
from tui.terminal.sanitise import printable

_MOST_CHARACTERS = 400
"""Of one sentence: it may quote what a server or a file says."""
_INDENT = 13
"""Where what is said begins, behind the grade."""


class Grade(Enum):
    """How it is."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    NOT_KNOWN = "not known"


class Finding(NamedTuple):
    """One thing that was looked at: `said` tells how it is, `next_step` what to do where it is not well."""

    group: str
    name: str
    grade: Grade
    said: str
    next_step: str = ""


def fit_to_show(finding: Finding) -> Finding:
    """The finding without secrets, and without what drives a terminal."""
    said, next_step = (printable(redacted(text), limit=_MOST_CHARACTERS) for text in (finding.said, finding.next_step))
    return finding._replace(said=said, next_step=next_step)


def has_failed(findings: Iterable[Finding]) -> bool:
    """Whether something is not as it must be. A warning is no failure."""
    return any(finding.grade is Grade.FAILED for finding in findings)


def lines_of(findings: Sequence[Finding], columns: int | None = None) -> list[str]:
    """The findings as a person reads them, under the titles of their groups, in plain text.

    Where there are only so many columns, long ones go on at the next word below; a word that is longer stays whole.
    """
    lines: list[str] = []
    group = ""
    for each in map(fit_to_show, findings):
        if each.group != group:
            lines += [*([""] if lines else []), each.group]
            group = each.group
        lines.append(f"  {each.grade.value:<9}  {each.name}: {each.said}")
        if each.next_step:
            lines.append(f"{'':{_INDENT}}{each.next_step}")
    wrapped = lines if columns is None else [part for line in lines for part in _wrapped(line, columns)]
    return [*wrapped, "", _summary(findings)]


def _wrapped(line: str, columns: int) -> list[str]:
    if len(line) <= columns:
        return [line]
    head, said = line[:_INDENT], line[_INDENT:]
    return wrap(said, columns, initial_indent=head, subsequent_indent=" " * _INDENT, break_long_words=False,
                break_on_hyphens=False)  # fmt: skip


def _summary(findings: Sequence[Finding]) -> str:
    counted = {grade: sum(each.grade is grade for each in findings) for grade in Grade}
    parts = (f"{counted[grade]} {grade.value}" for grade in Grade if counted[grade])
    return ", ".join(parts) + "."


def as_json(findings: Sequence[Finding]) -> dict[str, object]:
    """The findings as a program reads them."""
    told = [{**each._asdict(), "grade": each.grade.value} for each in map(fit_to_show, findings)]
    return {"ok": not has_failed(findings), "findings": told}
