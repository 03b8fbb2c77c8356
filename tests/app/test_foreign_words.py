"""Whatever a server, a file or a command says: a sentence of the console that it stands in is fit to show.

Every function that makes words is called with values in which every text tries to drive the terminal, but those that
are the console's own or fit to show already.
"""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import get_args, get_type_hints

import pytest
from textual.content import Content

from tests.faults.output_grammar import unfit_text
from tests.sample_values import NoSample, Sampler
from tui.errors import ConsoleError
from tui.model.secret import Secret
from tui.sessions.listing import ListSpec

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)

TOP = Path(__file__).parents[2]
_KINDS = ("tui/app/*/*words.py", "tui/app/*/phrases.py", "tui/app/*/rows.py", "tui/app/shell/notice.py")
_FILES = [each for kind in (*_KINDS, "tui/cli/*words.py") for each in TOP.glob(kind)]
MODULES = sorted(".".join(each.relative_to(TOP).with_suffix("").parts) for each in _FILES)
LISTS = sorted(
    ".".join(each.relative_to(TOP).with_suffix("").parts)
    for each in TOP.glob("tui/app/*/*.py")
    if re.search(r"[>:] ListSpec\[", each.read_text()) and each.parent.name not in ("widgets", "shell")
)
_SEEDS = 60
_HOSTILE = ("\x1b[31m", "\u202e", "\x9b2J", "\ud800", "\x07")

OWN = {
    # Names of a function's fields.
    "AuditLine.fields", "Busy.fields", "ChangedElsewhere.fields", "Compared.here_changed", "Compared.there_changed",
    "ConcurrentSave.contested", "ConcurrentSave.fields", "ConcurrentSave.lost", "Conflict.fields", "PastVersion.fields",
    "PastVersion.unknown", "PutBack.altered", "Saved.altered", "Saved.sent", "Saved.theirs", "names", "unsaved",
    # Signs, titles and kinds.
    "AuditLine.told", "Channel.source", "Channel.title", "LogEntry.level", "PastVersion.action", "PastVersion.mark",
    "Profile.colour", "Said.sign", "Said.text", "ScheduleRow.mark",
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
    "tui.app.secrets.import_screen.planned_list": "asks the connection; what makes its words is tried",
    "tui.cli.linked_words.problem_lines": "its types are not there when the program runs",
}
"""Functions that no value can be made for."""

_GIVEN: Mapping[object, object] = {Content: Content("fit"), Secret: Secret("s3cret")}


def _functions(module: ModuleType) -> Iterator[FunctionType]:
    for name, each in list(vars(module).items()):
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


def _sampler(seed: int) -> Sampler:
    hostile = _HOSTILE[seed % len(_HOSTILE)]
    return Sampler(seed, lambda place: "fit" if place in OWN else f"<{place}{hostile}>", _GIVEN)


def _answer(function: Callable[..., object], sampler: Sampler) -> object:
    by_place, by_name = sampler.arguments(function)
    return function(*by_place, **by_name)


def _cells(spec: ListSpec[object], item: object) -> Iterator[str]:
    """All that a row of a list shows."""
    for column in spec.columns:
        yield column.text(item, NOW, 40)
        yield column.lead(item)[0] if column.lead is not None else ""


def _answers(says: Callable[[Sampler], Iterator[str]]) -> list[list[str]]:
    """What is said of values, of which those are left out that do not belong together."""
    found = []
    for seed in range(_SEEDS):
        with suppress(NoSample, ConsoleError, AssertionError, LookupError, NameError, TypeError, ValueError):
            found.append(list(says(_sampler(seed))))
    return found


def _check(name: str, answers: list[list[str]]) -> None:
    assert bool(answers) is (name not in UNTRIED), name
    unfit = [text for said in answers for text in said for line in text.split("\n") if unfit_text(line)]
    assert bool(unfit) is (name in RAW), f"{name} says {unfit[0] if unfit else 'nothing'!r}"


def _said_by(function: Callable[..., object], sampler: Sampler) -> Iterator[str]:
    return _texts(_answer(function, sampler))


def _shown_by(made: ListSpec[object] | Callable[..., object], kind: object, sampler: Sampler) -> Iterator[str]:
    spec = made if isinstance(made, ListSpec) else _answer(made, sampler)
    assert isinstance(spec, ListSpec)
    return _cells(spec, sampler.value("item", kind))


def _lists(module: ModuleType) -> Iterator[tuple[str, ListSpec[object] | Callable[..., object], object]]:
    """The lists of a module, or the functions that make them: name, value and the kind of their items."""
    for name, each in list(vars(module).items()):
        is_own = inspect.isfunction(each) and each.__module__ == module.__name__
        hint = get_type_hints(each).get("return") if is_own else module.__annotations__.get(name)
        if "ListSpec[" not in str(hint):
            continue
        kind = get_args(hint if is_own else get_type_hints(module)[name])[0]
        yield name, each, kind


@pytest.mark.parametrize("module", MODULES)
def test_words_made_of_foreign_texts_are_fit_to_show(module: str) -> None:
    for function in _functions(import_module(module)):
        _check(f"{module}.{function.__name__}", _answers(partial(_said_by, function)))


@pytest.mark.parametrize("module", LISTS)
def test_rows_of_foreign_texts_are_fit_to_show(module: str) -> None:
    for name, made, kind in _lists(import_module(module)):
        _check(f"{module}.{name}", _answers(partial(_shown_by, made, kind)))


def test_what_needs_no_test_is_there() -> None:
    known = {f"{name}.{each.__name__}" for name in MODULES for each in _functions(import_module(name))}
    known |= {f"{module}.{name}" for module in LISTS for name, _made, _kind in _lists(import_module(module))}
    assert known >= {*RAW, *UNTRIED}
