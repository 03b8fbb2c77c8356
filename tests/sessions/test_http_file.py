"""A function's requests in a `.http` file: read, edited line by line, and kept as they were otherwise."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from tests.cases import cases
from tui.sessions.http_file import Addresses, added, merged, parse, read_seconds, removed, replaced
from tui.sessions.http_lines import lines_of
from tui.sessions.run_request import METHODS, NO_AUTH, Auth, AuthKind, RunRequest

HERE = Addresses("http://localhost:7130", "https://abc.functions.example")

FILE = """\
# What greet is asked.
@baseUrl = http://localhost:7130
@who = Ada

### say hello
// said politely
# @expect status 200
# @no-log
POST {{baseUrl}}/functions/greet/more HTTP/1.1
    ?name={{who}}
    &loud=yes
# headers
Authorization: Bearer {{$env INSFORGE_API_KEY}}
Content-Type: application/json
this is no header

{
  "a": 1
}

> {% client.test("x") %}

### elsewhere
GET https://example.org/

###
# @name short
# @timeout 500 ms
GET {{host}}/greet
x-token: {{token}}
"""


def test_a_file_is_read_with_all_it_holds() -> None:
    file = parse(FILE, "greet")
    assert file.text == FILE
    assert file.variables == {"baseUrl": "http://localhost:7130", "who": "Ada"}
    first, second = file.requests
    assert first == RunRequest(
        "POST",
        "/more",
        "name={{who}}&loud=yes",
        (("Content-Type", "application/json"),),
        '{\n  "a": 1\n}',
        Auth(AuthKind.API_KEY),
        None,
        False,
        "say hello",
        ("status 200",),
    )
    assert second == RunRequest(
        "GET", headers=(("x-token", "{{token}}"),), timeout_seconds=0.5, is_direct=True, name="short"
    )


@cases(
    ("change", "gone", "come"),
    [
        ({"method": "PUT"}, 3, ["PUT {{baseUrl}}/functions/greet/more?name={{who}}&loud=yes HTTP/1.1\n"]),
        ({"body": "[]"}, 3, ["[]\n"]),
        ({"auth": NO_AUTH}, 1, []),
        ({"auth": Auth(AuthKind.TOKEN, "T")}, 1, ["Authorization: Bearer {{$env T}}\n"]),
        ({"headers": (("Content-Type", "application/json"), ("x", "1"))}, 0, ["x: 1\n"]),
        ({"timeout_seconds": 5.0}, 0, ["# @timeout 5\n"]),
        ({"checks": ()}, 1, []),
        ({"name": "hi"}, 1, ["### hi\n"]),
    ],
)
def test_an_edit_changes_the_lines_of_what_was_edited_and_no_others(
    change: dict[str, object], gone: int, come: list[str]
) -> None:
    file = parse(FILE, "greet")
    edited = replaced(file, 0, replace(file.requests[0], **change), HERE)  # type: ignore[arg-type]  # fields by name
    assert edited is not None
    before, after = lines_of(FILE), lines_of(edited.text)
    assert [line for line in after if line not in before] == come
    assert len(before) - gone + len(come) == len(after)
    assert [line for line in before if line in after] == [line for line in after if line in before]
    assert edited.requests[1:] == file.requests[1:]


def test_a_name_is_changed_where_it_was_given() -> None:
    file = parse("### \n# @name first\nGET {{baseUrl}}/functions/greet\n", "greet")
    edited = replaced(file, 0, replace(file.requests[0], name="second"), HERE)
    assert edited is not None
    assert edited.text.endswith("### \n# @name second\nGET {{baseUrl}}/functions/greet\n")


def test_line_endings_stay_those_of_the_file() -> None:
    text = FILE.replace("\n", "\r\n")
    file = parse(text, "greet")
    assert file.requests == parse(FILE, "greet").requests
    edited = replaced(file, 0, replace(file.requests[0], body="[\n]", timeout_seconds=3.0), HERE)
    assert edited is not None
    assert "[\r\n]\r\n" in edited.text
    assert "\n" not in edited.text.replace("\r\n", "")


def test_a_new_file_is_one_that_other_clients_can_run() -> None:
    asked = RunRequest("POST", query="a=1", body="{}", auth=Auth(AuthKind.API_KEY), name="first")
    file = added(parse("", "greet"), asked, HERE)
    assert file is not None
    assert file.text == (
        "# Requests of the function greet: run them here or in an editor's REST client.\n"
        "@baseUrl = http://localhost:7130\n"
        "\n"
        "### first\n"
        "POST {{baseUrl}}/functions/greet?a=1\n"
        "Authorization: Bearer {{$env INSFORGE_API_KEY}}\n"
        "\n"
        "{}\n"
    )
    more = added(file, RunRequest("GET", is_direct=True, name="second"), HERE)
    assert more is not None
    assert "@deploymentUrl = https://abc.functions.example\n" in more.text
    assert removed(more, 1).requests == (asked,)
    assert removed(file, 0).variables == file.variables


@cases("body", ["a\n### b", "\n\na", "a\n", "a\n\n# b", "a\n> {% b %}"])
def test_what_the_format_can_not_hold_is_not_written(body: str) -> None:
    assert added(parse("", "greet"), RunRequest(body=body), HERE) is None


def test_an_edit_goes_into_a_file_that_was_changed_meanwhile() -> None:
    base = parse(FILE, "greet")
    mine = replace(base.requests[0], body="[1]")
    other = parse("### new\nGET {{baseUrl}}/functions/greet\n\n" + FILE, "greet")
    assert (both := merged(base, 0, mine, other, HERE)) is not None
    assert both.requests == (other.requests[0], mine, other.requests[2])
    theirs = parse(FILE.replace('"a": 1', '"a": 2'), "greet")
    assert (both := merged(base, 0, mine, theirs, HERE)) is not None
    assert both.requests == (*theirs.requests, replace(mine, name="say hello (edited here)"))


def test_times_are_read() -> None:
    assert [read_seconds(text) for text in ("5", "1.5 s", "500ms", "2 m")] == [5, 1.5, 0.5, 120]
    assert [read_seconds(text) for text in ("", "0", "-1", "2 h", "nan", "9" * 400, "61 m")] == [None] * 7


WORD = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=8)
PLAIN = st.text("abcXYZ012-_.", min_size=1, max_size=8)
REQUESTS = st.builds(
    RunRequest,
    st.sampled_from(METHODS),
    st.sampled_from(["", "/", "/more", "/a/{{b}}"]),
    st.text("ab=&1{} ?", max_size=8).map(str.strip),
    st.lists(st.tuples(PLAIN.filter(lambda name: name.lower() != "authorization"), PLAIN), max_size=3).map(tuple),
    st.sampled_from(["", "{}", '{\n  "a": "{{b}}"\n}', "text", "< ./a.json", "@a", "a: b"]),
    st.sampled_from([NO_AUTH, Auth(AuthKind.API_KEY), Auth(AuthKind.TOKEN, "OTHER")]),
    st.sampled_from([None, 0.5, 5.0, 60.0]),
    st.booleans(),
    st.text("abc ä(1)", max_size=8).map(str.strip),
    st.lists(st.sampled_from(["status 200", 'json a = "b"', "time < 5 ms"]), max_size=3).map(tuple),
)
TEXTS = st.one_of(
    st.text(),
    st.lists(st.one_of(st.sampled_from(FILE.splitlines(keepends=True)), st.text(max_size=20)), max_size=20).map(
        "".join
    ),
)


@given(TEXTS)
@example("###")
@example("### \r\nGET /functions/greet")
def test_any_text_is_a_file_and_stays_as_it_is(text: str) -> None:
    file = parse(text, "greet")
    assert file.text == text
    for place in range(len(file.requests)):
        assert replaced(file, place, file.requests[place], Addresses("")) in (file, None)


@given(TEXTS, REQUESTS)
def test_what_is_added_is_read_again_and_the_rest_stays(text: str, request_: RunRequest) -> None:
    file = parse(text, "greet")
    more = added(file, request_, HERE)
    if more is not None:
        assert more.requests == (*file.requests, request_)
        assert set(lines_of(text)[:-1]) <= set(lines_of(more.text))
        assert removed(more, len(file.requests)).requests == file.requests


@given(REQUESTS)
def test_every_ordinary_request_can_be_written(request_: RunRequest) -> None:
    file = added(parse("", "greet"), request_, HERE)
    assert file is not None
    assert file.requests == (request_,)


@given(REQUESTS, REQUESTS)
def test_one_request_becomes_another(old: RunRequest, new: RunRequest) -> None:
    file = added(parse(FILE, "greet"), old, HERE)
    assert file is not None
    edited = replaced(file, 2, new, HERE)
    assert edited is not None
    assert edited.requests == (*file.requests[:2], new)
    back = replaced(edited, 2, old, HERE)
    assert back is not None
    assert back.requests == file.requests
