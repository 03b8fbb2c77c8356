"""`insforge-tui link|status|pull|push`: what they say, what they send and write, and their exit codes."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from tests.cli.program import run
from tests.console_fixture import not_deployed
from tests.flows.test_linked import ONE, LinkedFixture
from tests.shared_sandbox import SharedSandbox
from tui.cli.arguments import read_arguments
from tui.cli.exit_codes import ExitCode
from tui.cli.linked_arguments import LinkedArguments
from tui.cli.linked_commands import act, run_linked
from tui.cli.linked_words import told_status, worst
from tui.cli.server import find_linked_target
from tui.errors import ApiError, RateLimitExceeded, Refused, Unauthorised, UsageError
from tui.flows.connect import Options
from tui.model.problem import Refusal
from tui.store.links import Link


async def did(linked: LinkedFixture, *arguments: str) -> tuple[ExitCode, list[str]]:
    """The exit code and the lines of a command."""
    given = read_arguments(arguments)
    assert isinstance(given, LinkedArguments)
    out = io.StringIO()
    code = await act(linked.linked, given, "the server", out)
    return code, out.getvalue().splitlines()


async def test_a_folder_goes_to_and_fro(tmp_path: Path) -> None:
    linked = LinkedFixture(tmp_path)
    assert await did(linked, "pull") == (ExitCode.DONE, ["greet: written", "other: written"])
    assert await did(linked, "pull") == (ExitCode.DONE, ["Nothing to fetch."])
    assert await did(linked, "push") == (ExitCode.DONE, ["Nothing to send."])
    linked.file.write_text(ONE + "// mine\n")
    (linked.folder / "new.js").write_text(ONE)
    code, lines = await did(linked, "push")
    assert code is ExitCode.DONE
    assert lines[0] == "greet: Saved code and live."
    assert lines[1].startswith("new: Created")
    linked.file.unlink()
    code, lines = await did(linked, "push")
    assert (code, lines) == (
        ExitCode.DONE,
        ["greet: not sent: its file was deleted here, and a deletion is never sent: pull greet writes it again"],
    )
    assert (await did(linked, "push", "nothing"))[0] is ExitCode.NOT_FOUND
    assert await did(linked, "pull", "greet") == (ExitCode.DONE, ["greet: written"])


async def test_both_changed_is_a_conflict_until_it_is_merged(tmp_path: Path) -> None:
    linked = await LinkedFixture(tmp_path).pulled()
    linked.file.write_text(ONE.replace("two", "mine"))
    linked.saved_there(ONE.replace("two", "theirs"))
    said = "both changed (here: code; there: code): pull --merge greet merges them"
    assert await did(linked, "push") == (ExitCode.CONFLICT, [f"greet: not sent: {said}"])
    assert await did(linked, "pull", "greet") == (ExitCode.CONFLICT, [f"greet: not written: {said}"])
    looked = told_status(await linked.linked.look(), "the server")
    assert (looked.exit_code, looked.lines) == (ExitCode.CONFLICT, (f"greet: {said}", "1 same, 1 both changed."))
    code, lines = await did(linked, "pull", "--merge")
    assert (code, lines) == (ExitCode.CONFLICT, ["greet: merged, and not all could be: 1 place with marks"])
    assert await did(linked, "push", "greet", "--overwrite") == (
        ExitCode.CONFLICT,
        ["greet: not sent: greet.js:2: marks of a merge stand there"],
    )
    assert linked.server.writes == []
    linked.file.write_text(ONE)
    assert (await did(linked, "push"))[0] is ExitCode.DONE


REFUSED = Refused(400, "INVALID_INPUT", "no Deno.run", (Refusal("no Deno.run", pattern=r"/Deno\.run/"),))


@pytest.mark.parametrize(
    ("error", "expected", "writes"),
    [
        (REFUSED, ExitCode.REJECTED, 2),
        # What will be so for the next one too ends it.
        (RateLimitExceeded(429, "", "slow down", None), ExitCode.RATE_LIMITED, 1),
        (Unauthorised(401, "AUTH_INVALID_API_KEY", "no"), ExitCode.NO_ACCESS, 1),
    ],
)
async def test_a_refusal_is_told_with_its_place(
    tmp_path: Path, error: ApiError, expected: ExitCode, writes: int
) -> None:
    linked = await LinkedFixture(tmp_path).pulled()
    for slug in ("greet", "other"):
        (linked.folder / f"{slug}.js").write_text("// one\nx, Deno.run()\n")
    linked.server.write = error
    code, lines = await did(linked, "push")
    assert (code, len(linked.server.writes)) == (expected, writes)
    if error is REFUSED:
        assert any(line.startswith("greet.js:2:4: ") for line in lines), lines
    # Nothing was saved: the common version is the one before.
    linked.server.writes.clear()
    assert (await did(linked, "push", "greet"))[0] is expected


async def test_what_a_program_reads(tmp_path: Path) -> None:
    linked = await LinkedFixture(tmp_path).pulled()
    linked.file.write_text(ONE + "// mine\n")
    linked.server.write = not_deployed
    code, lines = await did(linked, "push", "--json")
    told = json.loads(lines[0])
    assert (code, told["slug"], told["saved"], told["deployed"]) == (ExitCode.NOT_LIVE, "greet", True, False)
    facts = told_status(await linked.linked.look(), "the server").facts
    assert facts["functions"][0] == {"slug": "greet", "state": "same", "here": [], "there": [], "reason": ""}  # type: ignore[index]  # a program reads JSON


def test_the_worst_of_several_codes_is_told() -> None:
    assert worst([ExitCode.DONE, ExitCode.NOT_LIVE, ExitCode.CONFLICT]) is ExitCode.CONFLICT
    assert worst([]) is ExitCode.DONE


def test_a_key_goes_to_no_server_but_the_one_the_folder_is_linked_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INSFORGE_API_KEY", "ik_1")
    monkeypatch.setenv("INSFORGE_URL", "https://staging.example")
    link = Link(str(tmp_path), "https://production.example")
    with pytest.raises(UsageError, match=r"linked with https://production\.example, and INSFORGE_URL names"):
        find_linked_target(Options(), link, changes=False)
    assert find_linked_target(Options("https://production.example"), link, changes=False).url == link.url
    monkeypatch.delenv("INSFORGE_URL")
    assert find_linked_target(Options(), link, changes=False).url == link.url


def test_the_program_links_a_folder_and_tells_what_it_cannot_do(
    tmp_path: Path, shared_sandbox: SharedSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug = shared_sandbox.create()
    folder = tmp_path / "functions"
    folder.mkdir()
    linked = run(shared_sandbox, tmp_path, "link", "functions", XDG_STATE_HOME=str(tmp_path))
    assert linked.returncode == 0, linked.stderr
    assert f"{slug}: only on the server" in linked.stdout
    # The others without a process each.
    monkeypatch.chdir(folder)
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    for name, value in shared_sandbox.env.items():
        monkeypatch.setenv(name, value)

    def ran(*arguments: str) -> tuple[int, str]:
        given = read_arguments(arguments)
        assert isinstance(given, LinkedArguments)
        out = io.StringIO()
        return run_linked(given, out), out.getvalue()

    assert ran("pull", slug) == (0, f"{slug}: written\n")
    (folder / f"{slug}.js").write_text("module.exports = () => new Response('pushed');\n")
    code, said = ran("push", slug, "--json")
    assert (code, json.loads(said)["saved"]) == (0, True)
    assert "pushed" in shared_sandbox.code(slug)
    with pytest.raises(UsageError, match="needs a SLUG"):
        ran("push", "--overwrite")
    # What comes from elsewhere becomes functions, also over what stands there.
    other = tmp_path / "other"
    (other / f"{slug}-new").mkdir(parents=True)
    (other / f"{slug}.js").write_text("module.exports = () => new Response('imported');\n")
    (other / f"{slug}-new" / "index.ts").write_text("module.exports = () => new Response('new');\n")
    code, said = ran("import", "../other")
    assert (code, len(said.splitlines())) == (0, 2)
    assert "imported" in shared_sandbox.code(slug)
    assert "new" in shared_sandbox.code(f"{slug}-new")
    assert ran("import", f"../other/{slug}-new/index.ts")[1] == f"{slug}-new: nothing to send: both are the same\n"
    for wrong in ("../other/none.js", "../nothing"):
        with pytest.raises(UsageError):
            ran("import", wrong)
    assert ran("link", ".", "--forget")[0] == 0
    assert (folder / f"{slug}.js").exists()
    with pytest.raises(UsageError, match="insforge-tui link"):
        ran("status")
