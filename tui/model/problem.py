"""A problem with a function, and the place it has, if it has one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """How a problem is marked: refused or failed is an error; what may be refused later is a warning."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class CodeRange:
    """A stretch of code: 0-based lines and columns in code points, `end` exclusive."""

    start_line: int
    start_column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: `message` in words, `pattern` as the server wrote it.

    It has at most one place: `range` in the code, or `field`, the name of a metadata field.
    """

    message: str
    severity: Severity = Severity.ERROR
    pattern: str | None = None
    range: CodeRange | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class ErrorPlace:
    """Where an error of a call is in the code. `is_sure`: the error names it; else its words are found nowhere else."""

    range: CodeRange
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason a server gave for refusing a write, as it was written; each part where there is one.

    `field_path` is the schema issue's path (`("status",)`). `line` and `column` are 1-based as written in a
    `file:line:column`; `excerpt` is the source line the message quoted, for finding the place when the
    server's line numbers count lines it added itself.
    """

    message: str
    pattern: str | None = None
    field_path: tuple[str, ...] = ()
    file: str | None = None
    line: int | None = None
    column: int | None = None
    excerpt: str | None = None
