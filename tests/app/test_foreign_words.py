"""Whatever a server, a file or a command says: a sentence of the console that it stands in is fit to show.

Every function that makes words is called with values in which every text tries to drive the terminal, but those that
are the console's own or fit to show already.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import get_type_hints

import pytest
from textual.content import Content

from tests.faults.inert import unfit_text
from tests.sample_values import NoSample, Sampler
from tui.errors import ConsoleError
from tui.model.secret import Secret

pytestmark = pytest.mark.pure

TOP = Path(__file__).parents[2]
_KINDS = ("tui/app/*/*words.py", "tui/app/*/phrases.py", "tui/app/*/rows.py", "tui/app/shell/notice.py")
_FILES = [each for kind in (*_KINDS, "tui/cli/*words.py") for each in TOP.glob(kind)]
MODULES = sorted(".".join(each.relative_to(TOP).with_suffix("").parts) for each in _FILES)
_SEEDS = 60
_HOSTILE = ("\x1b[31m", "\u202e", "\x9b2J", "\ud800", "\x07")

OWN = {
    # Names of a function's fields.
    "AuditLine.fields", "Busy.fields", "ChangedElsewhere.fields", "Compared.here_changed", "Compared.there_changed",
    "ConcurrentSave.contested", "ConcurrentSave.fields", "ConcurrentSave.lost", "Conflict.fields", "PastVersion.fields",
    "PastVersion.unknown", "PutBack.altered", "Saved.altered", "Saved.sent", "Saved.theirs", "names", "unsaved",
    # Signs, titles and kinds.
    "AuditLine.told", "Channel.source", "Channel.title", "LogEntry.level", "PastVersion.action", "PastVersion.mark",
    "Profile.colour", "ScheduleRow.mark",
    # Words, some made fit by who had them.
    "DeletedShown.version", "Loss.called", "Loss.schedules", "Loss.versions", "Report.details", "Report.headline",
    "Report.next_step", "Say.name", "again", "asked", "deploys", "done", "many", "one", "server", "short_time", "text",
    "trouble", "what",
    # What the user chose by a name that settings and environments have.
    "EditorCommand.variable", "NoEditor.variable",
}  # fmt: skip
"""Texts that are the console's own, or were made fit to show before. Where from is said where they are declared."""

RAW = {
    "tui.app.logs.words.lines_of": "lines of a message, which who shows them makes fit",
    "tui.app.profiles.rows.signs": "made fit as a whole where it is shown",
}
"""Functions whose answer is foreign text still."""

UNTRIED = {
    "tui.app.functions.words.count_words": "of a list's whole state",
    "tui.app.functions.words.status_of": "of a list's whole state",
    "tui.app.logs.words.empty": "of a source that the console knows",
    "tui.app.logs.words.entry_facts": "of an entry as JSON",
    "tui.cli.linked_words.problem_lines": "its types are not there when the program runs",
}
"""Functions that no value can be made for."""

_GIVEN: Mapping[object, object] = {Content: Content("fit"), Secret: Secret("s3cret")}


def _functions(module: ModuleType) -> Iterator[FunctionType]:
    for name, each in vars(module).items():
        is_own = inspect.isfunction(each) and each.__module__ == module.__name__ and not name.startswith("_")
        if is_own and re.search(r"\bstr\b|Content|Report|Facts", inspect.get_annotations(each).get("return", "")):
            yield each


def _texts(value: object) -> Iterator[str]:
    """All that is shown of an answer."""
    match value:
        case str():
            yield value
        case Content():
            yield value.plain
        case Mapping():
            yield from _texts([*value.items()])
        case tuple() | list() | Iterator():
            for each in value:
                yield from _texts(each)
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            for field in dataclasses.fields(value):
                yield from _texts(getattr(value, field.name))
        case _:
            pass


def _answers(function: Callable[..., object], seed: int) -> list[str] | None:
    """What a function says of some values; None when they do not belong together."""
    hostile = _HOSTILE[seed % len(_HOSTILE)]
    sampler = Sampler(seed, lambda place: "fit" if place in OWN else f"<{place}{hostile}>", _GIVEN)
    try:
        by_place, by_name = sampler.arguments(function)
        return list(_texts(function(*by_place, **by_name)))
    except (NoSample, ConsoleError, AssertionError, LookupError, NameError, TypeError, ValueError):
        return None


@pytest.mark.parametrize("module", MODULES)
def test_words_made_of_foreign_texts_are_fit_to_show(module: str) -> None:
    for function in _functions(import_module(module)):
        name = f"{module}.{function.__name__}"
        told = [said for seed in range(_SEEDS) if (said := _answers(function, seed)) is not None]
        assert bool(told) is (name not in UNTRIED), name
        unfit = [text for said in told for text in said for line in text.split("\n") if unfit_text(line)]
        assert bool(unfit) is (name in RAW), f"{name} says {unfit[0] if unfit else 'nothing'!r}"


def test_what_needs_no_test_is_there() -> None:
    known = {f"{name}.{each.__name__}" for name in MODULES for each in _functions(import_module(name))}
    assert known >= {*RAW, *UNTRIED}
    assert all(get_type_hints(each) for each in _functions(import_module("tui.app.shell.notice")))
