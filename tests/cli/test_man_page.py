"""`insforge-tui man`: all that the command line has stands in the page, and the programs that show pages read it."""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess

import pytest

from tui.cli.man_page import escaped, man_page, run_man
from tui.cli.whole_parser import arguments_of, commands_of, whole_parser


def page() -> str:
    out = io.StringIO()
    run_man(out)
    return out.getvalue()


def test_every_command_option_and_exit_code_stands_in_it() -> None:
    text = page()
    parser = whole_parser()
    for name, each in {"": parser, **commands_of(parser)}.items():
        part = text if not name else text.partition(f".SS \\fB{name}\\fR")[2].partition("\n.S")[0]
        assert escaped(each.description or "") in part
        assert escaped(each.epilog or "") in part
        for argument in arguments_of(each):
            for option in argument.option_strings:
                assert f"\\fB{escaped(option)}\\fR" in part, (name, option)
            assert escaped(argument.help or "") in part
    for section in ("NAME", "SYNOPSIS", "OPTIONS", "COMMANDS", "ENVIRONMENT", "FILES"):
        assert f".SH {section}\n" in text
    assert text.isascii()


def test_no_word_is_a_request_or_an_escape() -> None:
    parser = argparse.ArgumentParser(prog="x", description="Ends.")
    parser.add_argument("--there", help=".so /etc/passwd\n'br \\n(.x — done")
    assert "\\&.so /etc/passwd 'br \\en(.x \\[u2014] done\n" in man_page(parser)
    assert escaped("'quoted'") == "\\&'quoted'"


@pytest.mark.parametrize(
    "program",
    [
        ("mandoc", "-T", "utf8", "-W", "error"),
        ("groff", "-ww", "-man", "-T", "utf8", "-P", "-c"),
        ("man", "--warnings", "-E", "UTF-8", "-l", "-"),
    ],
    ids=lambda program: program[0],
)
def test_programs_that_show_pages_read_it(program: tuple[str, ...]) -> None:
    if shutil.which(program[0]) is None:
        pytest.skip(f"there is no {program[0]} here")
    shown = subprocess.run(program, input=page(), capture_output=True, text=True, timeout=60, check=False)
    assert (shown.returncode, shown.stderr) == (0, "")
    plain = " ".join("".join(_unstruck(shown.stdout)).split())
    assert "insforge-tui save [OPTIONS] SLUG FILE" in plain
    assert "--sandbox-dialect documented|2.1|2.3|newest|cloud" in plain


def _unstruck(text: str) -> list[str]:
    """What is bold is struck twice there, what is underlined is struck over a line."""
    kept: list[str] = []
    for character in text:
        if character == "\b":
            kept.pop()
        else:
            kept.append(character)
    return kept
