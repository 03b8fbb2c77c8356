"""Which rows of an audit trail are looked for: words, by whom, what was done, to what, and when.

Pure. Owns what a line that is being typed means at each letter, and which part of it a server can be asked for. Refuses
to know where rows come from.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import NamedTuple

from tui.model.history import FUNCTIONS, SECRETS, AuditQuery
from tui.sessions.audit_rows import AuditLine
from tui.sessions.log_filter import ALL, LogFilter, read_filter
from tui.sessions.log_times import read_time

FORMS = "words, by:ada, of:greet, did:deleted, since:2h, until:14:00, -not, /regex/"
_PART = re.compile(
    # An expression is one part, whatever stands in it; then a name with a text; then a text.
    r"-?/(?:\\.|[^/\\])+(?:/|$)"
    r"|(?P<no>-?)(?:(?P<name>by|of|did|since|until):)?(?:\"(?P<quoted>[^\"]*)(?:\"|$)|(?P<word>\S+))"
)
_UNFINISHED = ("by:", "of:", "did:", "since:", "until:")
_DEEDS = {"CREATE": "created", "UPDATE": "changed", "DELETE": "deleted", "GET": "read", "ROTATE": "rotated"}
_THINGS = {FUNCTIONS: "FUNCTION", SECRETS: "SECRET"}


def deed(action: str) -> str:
    """What was done, in a word: `UPDATE_FUNCTION` is changed; an action of another form is told as it is."""
    first, _, rest = action.partition("_")
    return _DEEDS.get(first, "") if rest and first in _DEEDS else action.replace("_", " ").lower()


class Part(NamedTuple):
    """A text that must be there, or (`unwanted`) must not, in a place of the row.

    `is_exact`: it is all that stands there, in this case of letters.
    """

    place: str
    text: str
    is_exact: bool = False
    unwanted: bool = False

    def matches(self, line: AuditLine) -> bool:
        """Whether it is there, or is not where it must not be."""
        places = _PLACES[self.place](line)
        if self.is_exact:
            found = any(self.text == text for text in places)
        else:
            found = any(self.text in text.casefold() for text in places)
        return found is not self.unwanted


_PLACES: dict[str, Callable[[AuditLine], tuple[str, ...]]] = {
    "by": lambda line: (line.actor,),
    "of": lambda line: (line.subject,),
    "did": lambda line: (deed(line.action), line.action, *line.fields),
}


def _said(line: AuditLine) -> str:
    """All that a row says, for what is looked for anywhere in it."""
    return " ".join((line.subject, line.actor, deed(line.action), line.action, line.module, *line.fields))


@dataclass(frozen=True)
class AuditFilter:
    """What a row must be: every wanted part, none unwanted, within the times (included). `problem` is a sentence.

    `words` are looked for anywhere in it, as in a log.
    """

    text: str = ""
    words: LogFilter = ALL
    parts: tuple[Part, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    problem: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether every row matches."""
        return self.words.is_empty and not self.parts and self.since is None and self.until is None

    def matches(self, line: AuditLine) -> bool:
        """Whether a row is shown. One without a time is in no time."""
        if self.since is not None and (line.at is None or line.at < self.since):
            return False
        if self.until is not None and (line.at is None or line.at > self.until):
            return False
        return all(part.matches(line) for part in self.parts) and (
            self.words.is_empty or self.words.matches(_said(line))
        )

    def query(self, module: str = "") -> AuditQuery:
        """What the server is asked for: every row that matches is among what it then answers."""
        actor = next((each.text for each in self.parts if each.place == "by" and _may_be_asked(each)), "")
        # Of a rotation the thing is another.
        deeds = {word: verb for verb, word in _DEEDS.items() if verb != "ROTATE"}
        done = next((each.text for each in self.parts if each.place == "did" and _may_be_asked(each)), "")
        thing = _THINGS.get(module, "")
        action = f"{deeds[done]}_{thing}" if thing and done in deeds else ""
        return AuditQuery(module, action, actor, self.since, self.until)


def _may_be_asked(part: Part) -> bool:
    # Servers compare whole names, and know no "not".
    return part.is_exact and not part.unwanted and bool(part.text)


def read_audit_filter(text: str, now: datetime, zone: tzinfo | None = None) -> AuditFilter:
    """The filter that is typed. Times without a zone are in `zone`, None is local; a quoted text is all that is there.

    What stands behind an opening mark is taken as it is so far; a name without anything behind it is not there yet.
    """
    words: list[str] = []
    parts: list[Part] = []
    times: dict[str, datetime] = {}
    problem = ""
    for found in _PART.finditer(text):
        name, quoted = found["name"] or "", found["quoted"] is not None
        if not name:
            if found[0].removeprefix("-") not in _UNFINISHED:
                words.append(found[0])
            continue
        said = found["quoted"] if quoted else found["word"]
        if not said:
            continue
        if name in ("since", "until"):
            at = read_time(said, now, zone)
            if isinstance(at, str):
                problem = at
            else:
                times[name] = at
            continue
        is_exact = quoted or (name == "did" and said.casefold() in _DEEDS.values())
        parts.append(Part(name, said if quoted else said.casefold(), is_exact, bool(found["no"])))
    anywhere = read_filter(" ".join(words))
    problem = problem or anywhere.problem
    return AuditFilter(text, anywhere, tuple(parts), times.get("since"), times.get("until"), problem)


def with_part(text: str, name: str, value: str) -> str:
    """The line with `name:"value"` in it, in place of what it said of that name; or without, where it is in it."""
    # No quotation mark can stand between two of them: what is in front of it is looked for then.
    words = value.partition('"')[0].split()
    part = f'{name}:"{value}"' if '"' not in value else f"{name}:{words[0]}" if words else ""
    rest = " ".join(found[0] for found in _PART.finditer(text) if found["name"] != name or found["no"])
    return rest if part in text else f"{rest} {part}".strip()
