"""What is used of Pygments' inside is still there, and steps as Pygments does."""

from __future__ import annotations

import pytest
from pygments.lexer import RegexLexer
from pygments.lexers.javascript import JavascriptLexer, TypeScriptLexer

from tests.editing.fuzz_lexing import SOURCES, full_lex
from tui.editing.token_rules import rules_for


@pytest.mark.parametrize("lexer", [JavascriptLexer, TypeScriptLexer])
def test_pygments_still_keeps_its_processed_rules_there(lexer: type[RegexLexer]) -> None:
    states = lexer()._tokens  # type: ignore[attr-defined]  # the private name this test is about
    assert set(states) == {"commentsandwhitespace", "slashstartsregex", "badregex", "root", "interp", "interp-inside"}
    for rules in states.values():
        for match_at, action, new_state in rules:
            assert callable(match_at)
            assert action is None or callable(action) or hasattr(action, "parent")
            assert new_state is None or isinstance(new_state, str | int | tuple)


@pytest.mark.parametrize("name", SOURCES)
def test_steps_add_up_to_a_full_lex(name: str) -> None:
    text = SOURCES[name].replace("\r\n", "\n")
    rules, stack, position, steps = rules_for("typescript"), ["root"], 0, []
    while position < len(text):
        position, tokens = rules.step(text, position, stack)
        steps += [(text[start:end].count("\n"), kind) for start, end, kind in tokens]
    wanted = list(TypeScriptLexer().get_tokens_unprocessed(text))
    assert steps == [(value.count("\n"), kind) for _, kind, value in wanted if value]
    assert full_lex(text.split("\n"))


def test_an_opener_without_a_closer_is_told() -> None:
    rules = rules_for("typescript")
    for text, bit in (('"abc', 1), ("'abc", 2), ("/* abc", 4), ('"abc"', 0), ("/* */", 0), ("// '", 0)):
        stack = ["root"]
        end = 0
        while end == 0:
            # Rules that match nothing come first; the opener is judged by the state it was arrived at in.
            end, tokens = rules.step(text, 0, stack)
        failed = rules.failed_opener(text, 0, "root", tokens)
        assert (failed.bit if failed else 0) == bit, text


def test_reach_covers_what_looks_ahead() -> None:
    rules = rules_for("typescript")
    text = "name \n\n : \n type;"
    assert rules.reach(text, 0, 4, "root") >= text.index(";")
    text = "/re\\\nmore"
    assert rules.reach(text, 0, 1, "root") >= len(text)
