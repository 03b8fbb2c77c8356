"""`insforge-tui completion`: the scripts in the shells themselves, and the words they ask for."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tui.cli.arguments import SHELLS, CompletionArguments
from tui.cli.completion_command import run_completion, script
from tui.cli.completion_words import harmless, print_words
from tui.cli.whole_parser import arguments_of, commands_of, whole_parser
from tui.model.function import FunctionSummary
from tui.store.list_cache import KnownList, ListCache
from tui.store.requests import RequestStore

HOME = "http://127.0.0.1:9"
SETTINGS = f"""
[profiles.home]
url = "{HOME}"
api_key_command = "touch ran"
[profiles.work]
url = "https://work.example"
[profiles."$(touch ran)"]
url = "https://odd.example"
"""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with profiles and a list that was fetched, and a program on the path that asks nothing else."""
    for name in ("CONFIG", "CACHE", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path))
    monkeypatch.delenv("INSFORGE_API_KEY", raising=False)
    monkeypatch.setenv("INSFORGE_URL", HOME)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "insforge-tui").mkdir()
    (tmp_path / "insforge-tui" / "config.toml").write_text(SETTINGS)
    slugs = ("greet", "great", "$(touch ran)", "-x", "ü")
    known = KnownList(tuple(FunctionSummary(slug, slug, "active", "") for slug in slugs), datetime.now(UTC))
    ListCache(tmp_path / "insforge-tui" / "lists").keep(HOME, known)
    return tmp_path


def words(kind: str, *line: str) -> list[str]:
    out = io.StringIO()
    print_words(kind, line, out)
    return out.getvalue().split("\n")[:-1]


def test_slugs_are_those_last_seen_on_the_server_of_the_line(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert words("slugs", "save") == ["great", "greet"]
    assert words("slugs", "--profile", "work", "save") == words("slugs", "--profile=work") == []
    monkeypatch.delenv("INSFORGE_URL")
    assert words("slugs", "save") == []
    assert words("slugs", "save", "--profile", "home") == words("slugs", "--url", HOME) == ["great", "greet"]
    assert words("slugs", "save", "--profile", "nobody") == []
    assert words("profiles") == ["home", "work"]
    assert not (home / "ran").exists()


def test_saved_requests_are_those_of_the_function_of_the_line(home: Path) -> None:
    store = RequestStore(home / "insforge-tui" / "requests", home / "locks", None)
    store.write(HOME, "greet", "### ok\nGET /functions/greet\n\n### $(touch ran)\nGET /functions/greet\n", seen="")
    assert words("requests", "run", "greet", "--request") == ["ok"]
    assert words("requests", "run", "great", "--request") == words("requests", "run") == []
    assert not (home / "ran").exists()


@pytest.mark.parametrize("word", ["a b", "`id`", "$x", "-f", "a;b", "a\nb", "", "*", "~", "é"])
def test_what_a_shell_reads_otherwise_is_left_out(word: str) -> None:
    assert harmless((word, "good-1_2.x")) == ["good-1_2.x"]


def test_asking_for_words_loads_little(home: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "tui", "completion", "slugs", "save"],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (0, "great\ngreet\n")
    loaded = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}
    assert loaded & {"textual", "httpx", "argparse", "shtab", "tui.api.client"} == set()


def test_all_options_of_all_commands_are_completed() -> None:
    parsers = {"": whole_parser(), **commands_of(whole_parser())}
    assert set(parsers) >= {"save", "run", "logs", "doctor", "completion"}
    for shell in SHELLS:
        out = io.StringIO()
        run_completion(CompletionArguments(shell), out)
        for parser in parsers.values():
            for each in arguments_of(parser):
                for option in each.option_strings:
                    assert option in out.getvalue() or f"-l {option[2:]}" in out.getvalue(), (shell, option)


_TRIES = (
    (("insforge-tui", "gre"), {"greet", "great"}),
    (("insforge-tui", "sav"), {"save"}),
    (("insforge-tui", "--profile", "wo"), {"work"}),
    (("insforge-tui", "save", "gree"), {"greet"}),
    (("insforge-tui", "save", "greet", "cod"), {"code.js"}),
    (("insforge-tui", "save", "greet", "code.js", "--status", ""), {"draft", "active"}),
    (("insforge-tui", "logs", "--sou"), {"--source"}),
    (("insforge-tui", "run", "greet", "--request", "ho"), {"home"}),
    (("insforge-tui", "completion", "z"), {"zsh"}),
)
"""Lines, and what each is completed to."""


def completed(shell: str, home: Path, ask: str, before: str = ":") -> str:
    """What the shell prints that has the script, and a program on its path that gives slugs and profiles."""
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"there is no {shell} here")
    (home / "code.js").write_text("")
    program = home / "insforge-tui.d" / "insforge-tui"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\n[ "$2" = slugs ] && printf "greet\\ngreat\\n" || printf "home\\nwork\\n"\n')
    program.chmod(0o755)
    (home / "script").write_text(script(shell))
    reads = "source script" if shell == "fish" else 'eval "$(cat script)"'
    ended = subprocess.run(
        [found, "-c", f"{before}\n{reads}\n{ask}"],
        env={"PATH": f"{program.parent}:/usr/bin:/bin", "HOME": str(home), "TERM": "xterm"},
        cwd=home,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.stderr == ""
    return ended.stdout


def answers(printed: str) -> list[set[str]]:
    return [{word.partition("\t")[0] for word in part.split("\n") if word} for part in printed.split("==\n")[:-1]]


def test_bash_completes(home: Path) -> None:
    ask = "".join(
        f"COMP_WORDS=({' '.join(repr(word) for word in line)}); COMP_CWORD={len(line) - 1}; "
        'COMPREPLY=(); _shtab_insforge_tui; printf "%s\\n" "${COMPREPLY[@]}" ==\n'
        for line, _ in _TRIES
    )
    assert answers(completed("bash", home, ask)) == [expected for _, expected in _TRIES]


def test_fish_completes(home: Path) -> None:
    ask = "".join(f"complete -C '{' '.join(line)}'; echo ==\n" for line, _ in _TRIES)
    assert answers(completed("fish", home, ask)) == [expected for _, expected in _TRIES]


def test_zsh_reads_its_script_and_asks_for_words(home: Path) -> None:
    """Its completion itself runs in a line editor only."""
    ask = "words=(insforge-tui save); _insforge_tui_slugs; _insforge_tui_profiles"
    stubs = 'compdef() { :; }; compadd() { print -l "${(P@)2}" "=="; }'
    assert answers(completed("zsh", home, ask, stubs)) == [{"greet", "great"}, {"home", "work"}]
