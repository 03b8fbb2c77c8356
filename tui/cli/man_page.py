"""`insforge-tui man`: the manual page, as roff, made from the parser that reads the command line.

A small generator of our own: argparse-manpage is made for builds, lets a line begin with a dot, and knows no exit codes
of a command. Pure, but for the printing.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from typing import TextIO

from tui import __version__
from tui.cli.console_arguments import SLUG_HELP
from tui.cli.exit_codes import ExitCode
from tui.cli.whole_parser import arguments_of, commands_of, whole_parser

_VARIABLES = (
    ("INSFORGE_URL", "the server's URL, where neither --url nor --profile names one"),
    ("INSFORGE_API_KEY", "the API key; it goes to whichever server was found"),
    ("HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, NO_PROXY", "the proxy that servers are reached through, and for which not"),
    ("SSL_CERT_FILE, SSL_CERT_DIR", "certificates of authorities that are trusted"),
    ("NO_COLOR", "where it is set and not empty, nothing is coloured"),
    ("XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME, XDG_CACHE_HOME", "the folders that files are kept in"),
)
_FILES = (
    ("~/.config/insforge-tui/config.toml", "the settings: profiles, keys of commands, theme, timeouts"),
    ("~/.local/state/insforge-tui/", "drafts, the history of functions, runs, reports of crashes"),
    ("~/.local/share/insforge-tui/", "saved requests, the sandbox's database"),
    ("~/.cache/insforge-tui/", "the functions last seen on each server; it may be deleted"),
    (".insforge/project.json", "the server and the key of a project, as InsForge's own command-line tool keeps them"),
)


def run_man(out: TextIO) -> ExitCode:
    """Print the page."""
    out.write(man_page(whole_parser()))
    return ExitCode.DONE


def man_page(parser: argparse.ArgumentParser) -> str:
    """The page of a parser with commands, as roff that groff and mandoc read."""
    return "".join(f"{line}\n" for line in _lines(parser))


def _lines(parser: argparse.ArgumentParser) -> Iterator[str]:
    name = parser.prog
    commands = commands_of(parser)
    yield f'.TH {name.upper()} 1 "" "{name} {__version__}" "User Commands"'
    yield ".SH NAME"
    yield f"{escaped(name)} \\- {escaped(_phrase(parser.description))}"
    yield ".SH SYNOPSIS"
    yield f"{_bold(name)} [{_italic('OPTIONS')}] [{_italic('SLUG')}]"
    for command, its in commands.items():
        yield ".br"
        yield f"{_bold(f'{name} {command}')} {_synopsis(its)}".rstrip()
    yield ".SH DESCRIPTION"
    yield escaped(f"{parser.description} Without a command the console opens, in the terminal that it is called from.")
    yield ".PP"
    yield escaped(parser.epilog or "")
    yield ".SH OPTIONS"
    yield from _term(_italic("SLUG"), SLUG_HELP)
    yield from _arguments(parser)
    yield ".SH COMMANDS"
    for command, its in commands.items():
        yield f".SS {_bold(command)} {_synopsis(its)}".rstrip()
        yield escaped(its.description or "")
        yield from _arguments(its)
        if its.epilog:
            yield ".PP"
            yield escaped(its.epilog)
    yield ".SH ENVIRONMENT"
    for variables, about in _VARIABLES:
        yield from _term(_bold(variables), about)
    yield ".SH FILES"
    for path, about in _FILES:
        yield from _term(_italic(path), about)
    yield ".SH SEE ALSO"
    yield f"{_bold(f'{name} COMMAND --help')}, {_bold(f'{name} --keys')}, {_bold(f'{name} doctor')}"


def _phrase(sentence: str | None) -> str:
    """A sentence as it stands behind the name: no full stop, no capital."""
    text = (sentence or "").removesuffix(".")
    return text[:1].lower() + text[1:]


def _synopsis(parser: argparse.ArgumentParser) -> str:
    """The positional arguments of a command, as they are called."""
    shown = (_positional(each) for each in arguments_of(parser) if not each.option_strings)
    return " ".join((f"[{_italic('OPTIONS')}]", *shown))


def _positional(action: argparse.Action) -> str:
    name = _italic(_name(action))
    return f"[{name}...]" if action.nargs == "*" else f"[{name}]" if action.nargs == "?" else name


def _arguments(parser: argparse.ArgumentParser) -> Iterator[str]:
    for each in arguments_of(parser):
        if each.option_strings:
            value = "" if each.nargs == 0 else f" {_italic(_name(each))}"
            term = ", ".join(f"{_bold(option)}{value}" for option in each.option_strings)
        else:
            term = _positional(each)
        if each.help or each.option_strings:
            yield from _term(term, each.help or "")


def _name(action: argparse.Action) -> str:
    """What the value is called."""
    if isinstance(action.metavar, str):
        return action.metavar
    choices: Iterable[object] | None = action.choices
    return "|".join(map(str, choices)) if choices is not None else action.dest.upper()


def _term(term: str, about: str) -> Iterator[str]:
    yield ".TP"
    yield term
    yield escaped(about) or "\\&"


def _bold(text: str) -> str:
    return f"\\fB{escaped(text)}\\fR"


def _italic(text: str) -> str:
    return f"\\fI{escaped(text)}\\fR"


def escaped(text: str) -> str:
    """Text as roff shows it: nothing in it is a request or an escape, and hyphens can be copied."""
    one_line = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    ascii_only = "".join(each if each.isascii() else f"\\[u{ord(each):04X}]" for each in one_line)
    return f"\\&{ascii_only}" if ascii_only.startswith((".", "'")) else ascii_only
