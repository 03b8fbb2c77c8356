"""The incremental lexer gives the tokens of a full lex, and does no more than it must."""

from __future__ import annotations

import tracemalloc

import pytest

from tests.cases import cases
from tests.editing.fuzz_lexing import MINIFIED, REGEXES, SOURCES, TEMPLATES, full_lex, fuzz
from tui.editing.lexing import Highlighter
from tui.editing.script_scan import Scanned, scan
from tui.editing.source import SourceText
from tui.editing.token_styles import STYLE_NAMES, style_of


@cases("name", SOURCES)
def test_random_edits_give_the_tokens_of_a_full_lex(name: str) -> None:
    fuzz(name, 50, seed=1)


def finished(text: str) -> Highlighter:
    highlighter = Highlighter(SourceText(text).lines)
    while highlighter.work(0):
        pass
    return highlighter


@cases("name", SOURCES)
def test_a_text_as_loaded(name: str) -> None:
    lines = SourceText(SOURCES[name]).lines
    highlighter = finished(SOURCES[name])
    assert [highlighter.tokens(line) for line in range(len(lines))] == full_lex(lines)


def test_spans_have_names_the_app_knows() -> None:
    highlighter = finished("const a = 'x'; // note\n")
    spans = highlighter.spans(0)
    shown = [span for span in spans if span[2] in ("declaration", "string", "comment")]
    assert shown == [(0, 5, "declaration"), (10, 13, "string"), (15, 22, "comment")]
    assert {name for _, _, name in spans} <= STYLE_NAMES


def test_a_document_is_lexed_no_further_than_it_is_looked_at() -> None:
    highlighter = Highlighter(["let a = 1;"] * 5000)
    highlighter.ensure(0, 40)
    assert highlighter.tokens(40)
    assert highlighter.tokens(200) == []
    assert highlighter.pending


def test_a_far_jump_is_guessed_and_then_known() -> None:
    lines = ["/* open"] + ["const a = 1;"] * 5000 + ["*/"]
    highlighter = Highlighter(lines)
    assert highlighter.ensure(4000, 4020) == (4000, 4020)
    assert (0, 5, "declaration") in highlighter.spans(4000)
    while highlighter.work(0):
        pass
    assert highlighter.take_changed() is not None
    assert highlighter.spans(4000) == [(0, 12, "comment")]


def test_a_letter_changes_the_look_of_its_line_alone() -> None:
    source = SourceText("let a = 1;\n" * 300)
    highlighter = Highlighter(source.lines)
    while highlighter.work(0):
        pass
    highlighter.take_changed()
    source.replace((150, 4), (150, 4), "x")
    highlighter.edited(150, 1, 1)
    assert highlighter.ensure(140, 180) == (150, 150)
    assert not highlighter.pending


def test_an_opened_comment_changes_what_is_seen_and_leaves_the_rest_for_later() -> None:
    source = SourceText("let a = 1;\n" * 3000 + "*/")
    highlighter = Highlighter(source.lines)
    while highlighter.work(0):
        pass
    highlighter.take_changed()
    source.replace((100, 0), (100, 0), "/*")
    highlighter.edited(100, 1, 1)
    changed = highlighter.ensure(90, 120)
    assert changed is not None
    assert changed[0] == 100
    assert highlighter.spans(120) == [(0, 10, "comment")]


@cases("typed", ["'", '"', "x", "(", "/"])
def test_what_is_typed_in_a_line_ends_with_it(typed: str) -> None:
    source = SourceText("const a = call('it', 2);\n" * 300)
    highlighter = Highlighter(source.lines)
    while highlighter.work(0):
        pass
    highlighter.take_changed()
    source.replace((150, 10), (150, 10), typed)
    highlighter.edited(150, 1, 1)
    assert highlighter.ensure(140, 180) == (150, 150)
    while highlighter.work(0):
        pass
    assert highlighter.take_changed() is None


LONG = MINIFIED * 60
"""Far longer than what may be lexed for one look at it."""


def test_a_long_line_is_lexed_as_far_as_it_is_seen() -> None:
    highlighter = Highlighter([LONG, "let after = 1;"])
    counted = 0

    def count(line: str, position: int, state: str, stop: int) -> Scanned:
        nonlocal counted
        found = scan(line, position, state, stop)
        counted += found.end - position
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tui.editing.long_lines.scan", count)
        patch.setattr("tui.editing.lexing.scan", count)
        highlighter.ensure(0, 1, 0, 120)
        assert highlighter.spans(0, 0, 120)
        assert highlighter.spans(1) == [
            (0, 3, "declaration"),
            (10, 11, "operator"),
            (12, 13, "number"),
            (13, 14, "punctuation"),
        ]
        assert counted < 7000
        # Far to the right it is guessed, and known in the end.
        highlighter.ensure(0, 1, len(LONG) // 2, len(LONG) // 2 + 120)
        assert highlighter.spans(0, len(LONG) // 2, len(LONG) // 2 + 120)
        assert counted < 14_000
    while highlighter.work(1):
        pass
    assert highlighter.tokens(0) == full_lex([LONG])[0]


@cases("typed", ["x", "'", "`", "/*", "(", "", "\n"])
def test_a_key_in_a_long_line_lexes_what_it_touches(typed: str) -> None:
    source = SourceText("\n".join([LONG, "let after = 1;"]))
    highlighter = Highlighter(source.lines)
    while highlighter.work(1):
        pass
    middle = source.lines[0].index("const a", len(LONG) // 3)
    source.replace((0, middle), (0, middle + (not typed)), typed)
    counted: list[int] = []

    def count(line: str, position: int, state: str, stop: int) -> Scanned:
        found = scan(line, position, state, stop)
        counted.append(found.end - position)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tui.editing.long_lines.scan", count)
        highlighter.edited(0, 1, len(source.lines) - 1)
        highlighter.ensure(0, 1, middle - 60, middle + 60)
        assert sum(counted) < 7000
        if typed == "\n":
            # A line that was split, and its halves joined again, are known by their old tokens.
            while highlighter.work(1):
                pass
            source.replace((0, middle), (1, 0), "")
            highlighter.edited(0, 2, 1)
            while highlighter.work(1):
                pass
            assert sum(counted) < 14_000
    while highlighter.work(1):
        pass
    assert highlighter.tokens(0) == full_lex(source.lines)[0]


def test_what_is_typed_behind_a_chunk_may_change_its_last_token() -> None:
    # A word is a key when a colon follows it: what is read of the line goes beyond the token.
    text = "x = { " + "delete , " * 600 + "};"
    for column in range(995, 1020):
        source = SourceText(text)
        highlighter = Highlighter(source.lines)
        while highlighter.work(1):
            pass
        source.replace((0, column), (0, column), ":")
        highlighter.edited(0, 1, 1)
        while highlighter.work(1):
            pass
        assert highlighter.tokens(0) == full_lex(source.lines)[0]


def test_a_line_too_wide_for_bytes_is_lexed_as_any_other() -> None:
    for columns in (254, 255, 256, 257, 40_000):
        text = f"{' ' * (columns - 3)}'x' // note\nlet a = 1;"
        assert finished(text).tokens(0) == full_lex(text.split("\n"))[0]
    source = SourceText(f"a{' ' * 250}'x'")
    highlighter = Highlighter(source.lines)
    highlighter.ensure(0, 0)
    source.replace((0, 0), (0, 0), "aaaa")
    highlighter.edited(0, 1, 1)
    highlighter.ensure(0, 0)
    assert highlighter.spans(0)[-1] == (255, 258, "string")
    source.replace((0, 0), (0, 4), "")
    highlighter.edited(0, 1, 1)
    highlighter.ensure(0, 0)
    assert highlighter.spans(0)[-1] == (251, 254, "string")


def test_what_is_kept_of_a_line_is_small() -> None:
    lines = ((TEMPLATES + REGEXES) * 60).split("\n")
    Highlighter(lines[:40]).ensure(0, 39)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        highlighter = Highlighter(lines)
        while highlighter.work(1):
            pass
        kept = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert kept / len(lines) < 160


def test_every_style_is_named_for_a_type() -> None:
    assert style_of("Token.Name.Other") is None
    assert style_of("Token.Literal.String.Double") == "string"
