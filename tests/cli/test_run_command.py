"""`insforge-tui run`: the answer on standard output, what is known of it beside, and exit codes that tell."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest

from tests.api.replay import Reply, Then, closed_port, reply, serving
from tests.cli.program import run
from tests.shared_sandbox import SharedSandbox
from tui.cli.arguments import RunArguments, read_arguments
from tui.cli.exit_codes import ExitCode
from tui.cli.run_command import Output
from tui.cli.run_command import run as call
from tui.errors import UsageError
from tui.flows.connect import Options, Target
from tui.model.secret import Secret
from tui.sessions.run_request import Auth, AuthKind

ECHO = """\
module.exports = async (request) => {
  if (new URL(request.url).searchParams.has("fail")) throw new Error("it broke");
  const told = { method: request.method, query: new URL(request.url).search, token: request.headers.get("x-token") };
  return new Response(JSON.stringify({ ...told, body: await request.json().catch(() => null) }));
};
"""


def target(url: str) -> Target:
    return Target(url, Secret("ik_key"), "--url", "INSFORGE_API_KEY")


HELLO = RunArguments(Options(), "hello")


def test_the_answer_goes_to_standard_output_and_the_rest_beside_it(
    shared_sandbox: SharedSandbox, tmp_path: Path
) -> None:
    slug = shared_sandbox.create(code=ECHO)
    ended = run(shared_sandbox, tmp_path, "run", slug, "-d", '{"a": 1}', "-q", "x=1", "-H", "X-Token: T")
    assert json.loads(ended.stdout) == {"method": "POST", "query": "?x=1", "token": "T", "body": {"a": 1}}
    assert ended.returncode == ExitCode.DONE
    assert ended.stderr.startswith("200 OK, first byte ")
    (tmp_path / "body.json").write_text('{"from": "a file"}')
    for data, text in (("@body.json", ""), ("-", '{"from": "a file"}')):
        ended = run(shared_sandbox, tmp_path, "run", slug, "-d", data, "--json", text=text)
        told = json.loads(ended.stdout)
        assert json.loads(told["body"])["body"] == {"from": "a file"}
        assert (told["status"], told["outcome"], told["is_whole"]) == (200, "done", True)


def test_an_error_answer_is_another_exit_code_and_explained(shared_sandbox: SharedSandbox, tmp_path: Path) -> None:
    slug = shared_sandbox.create(code=ECHO)
    ended = run(shared_sandbox, tmp_path, "run", slug, "-q", "fail=1")
    assert ended.returncode == ExitCode.ERROR_ANSWER
    assert json.loads(ended.stdout) == {"error": "it broke"}
    ended = run(shared_sandbox, tmp_path, "run", "nothing-of-this-name")
    assert ended.returncode == ExitCode.ERROR_ANSWER
    assert "no function of this slug" in ended.stderr


def test_a_saved_request_is_sent_by_its_name(shared_sandbox: SharedSandbox, tmp_path: Path) -> None:
    slug = shared_sandbox.create(code=ECHO)
    project = tmp_path / ".insforge"
    (project / "requests").mkdir(parents=True)
    (project / "project.json").write_text(json.dumps({"oss_host": shared_sandbox.process.url}))
    (project / "requests" / f"{slug}.http").write_text(
        f"@who = Ada\n\n### greet\nPOST {{{{baseUrl}}}}/functions/{slug}?name={{{{who}}}}\n"
        "Content-Type: application/json\nX-Token: {{$env TOKEN}}\n\n{}\n"
    )
    ended = run(shared_sandbox, tmp_path, "run", slug, "--request", "greet", TOKEN="t-1")
    assert ended.returncode == ExitCode.DONE, ended.stderr
    told = json.loads(ended.stdout)
    assert (told["query"], told["token"]) == ("?name=Ada", "t-1")
    ended = run(shared_sandbox, tmp_path, "run", slug, "--request", "greet")
    assert (ended.returncode, ended.stdout) == (ExitCode.USAGE, "")
    assert "TOKEN" in ended.stderr
    ended = run(shared_sandbox, tmp_path, "run", slug, "--request", "other")
    assert "no saved request 'other'" in ended.stderr
    assert "greet" in ended.stderr


async def test_the_key_goes_along_only_when_it_is_asked_for() -> None:
    for auth, expected in ((None, None), (Auth(AuthKind.API_KEY), "Bearer ik_key")):
        async with serving(reply(200, "ok", content_type="text/plain")) as server:
            result = await call(HELLO._replace(auth=auth), target(server.url), Output(None, is_terminal=False))
        assert result.exit_code is ExitCode.DONE
        assert server.received[0].headers.get("authorization") == expected


@pytest.mark.parametrize(
    "data", ['{"t":"{{$env HOME}}","k":"{{$env INSFORGE_API_KEY}}"}', "< /etc/hostname", "Hi {{user}}"]
)
async def test_what_is_given_as_data_is_sent_as_it_is(data: str) -> None:
    async with serving(reply(200, "ok")) as server:
        await call(HELLO._replace(data=data), target(server.url), Output(None, is_terminal=False))
    received = server.received[0]
    assert received.body == data.encode()
    is_json = data.startswith("{")
    assert received.headers["content-type"] == ("application/json" if is_json else "text/plain; charset=utf-8")


async def test_options_change_a_saved_request_and_its_files_lie_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests = tmp_path / ".insforge" / "requests"
    requests.mkdir(parents=True)
    (tmp_path / ".insforge" / "project.json").write_text("{}")
    (requests / "body.txt").write_text("of the request's folder")
    (requests / "hello.http").write_text("### a\nPUT {{baseUrl}}/functions/hello\nX-A: 1\nX-B: 2\n\n< ./body.txt\n")
    monkeypatch.chdir(tmp_path)
    async with serving(reply(200, "ok")) as server:
        given = HELLO._replace(request="a", headers=(("x-a", "3"),))
        await call(given, target(server.url), Output(None, is_terminal=False))
    received = server.received[0]
    assert (received.method, received.body) == ("PUT", b"of the request's folder")
    assert (received.headers["x-a"], received.headers["x-b"]) == ("3", "2")


async def test_a_server_that_can_not_name_its_deployment_is_not_reached() -> None:
    result = await call(
        HELLO._replace(is_direct=True), target(f"http://127.0.0.1:{closed_port()}"), Output(None, is_terminal=False)
    )
    assert (result.exit_code, result.response) == (ExitCode.NOT_REACHED, None)
    assert result.sentences[0].startswith("Not sent: ")


async def test_an_answer_that_ends_early_is_told_with_what_came() -> None:
    async with serving(Reply(then=Then.CLOSE)) as server:
        result = await call(HELLO, target(server.url), Output(None, is_terminal=False))
    assert (result.exit_code, result.response) == (ExitCode.NOT_KNOWN, None)
    assert "Whether the function ran is not known" in result.sentences[0]
    result = await call(HELLO, target(f"http://127.0.0.1:{closed_port()}"), Output(None, is_terminal=False))
    assert result.exit_code is ExitCode.NOT_REACHED


def test_on_a_terminal_an_answer_drives_nothing() -> None:
    for is_terminal, expected in ((True, "^[[2Jä\n"), (False, "\x1b[2Jä\n")):
        stream = BytesIO()
        output = Output(stream, is_terminal=is_terminal)
        for byte in "\x1b[2Jä\n".encode():
            output.piece(bytes([byte]))
        assert stream.getvalue().decode() == expected


@pytest.mark.parametrize(
    "given",
    [("-X", "BREW"), ("-H", "no colon"), ("--auth", "me"), ("--timeout", "0"), ("--timeout", "soon"), ("--nothing",)],
)
def test_a_bad_option_is_said(given: tuple[str, ...]) -> None:
    with pytest.raises(UsageError, match="--help"):
        read_arguments(("run", "hello", *given))
