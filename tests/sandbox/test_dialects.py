"""The documented dialect against its OpenAPI page, and what tells the dialects apart."""

import re
import uuid
from datetime import datetime
from pathlib import Path

import pytest

from tests.sandbox.serving import GREET, serving
from tui.sandbox.dialect_choice import DIALECT_NAMES, dialect_named
from tui.sandbox.refusal import HttpError

# From the page's FunctionMetadata: name, whether it is required, whether it may be null.
METADATA = {
    "id": (True, False),
    "slug": (True, False),
    "name": (True, False),
    "description": (False, True),
    "status": (True, False),
    "created_at": (True, False),
    "updated_at": (True, False),
    "deployed_at": (False, True),
}
ERROR_FIELDS = {"error", "details", "message", "pattern"}


def assert_metadata(function: dict[str, object], *, more: frozenset[str] = frozenset()) -> None:
    assert set(function) == set(METADATA) | more
    for name, (_, may_be_null) in METADATA.items():
        assert isinstance(function[name], str) or (may_be_null and function[name] is None)
    uuid.UUID(str(function["id"]))
    assert function["status"] in ("draft", "active", "error")
    for name in ("created_at", "updated_at", "deployed_at"):
        assert function[name] is None or datetime.fromisoformat(str(function[name])).tzinfo is not None


async def test_the_documented_server_answers_as_its_page_says(tmp_path: Path) -> None:
    async with serving(tmp_path, "documented") as client:
        created = await client.post("/api/functions", json={"name": "Hello", "code": GREET, "status": "draft"})
        listed = await client.get("/api/functions")
        fetched = await client.get("/api/functions/hello")
        updated = await client.put("/api/functions/hello", json={"name": "Hello v2", "status": "error"})
    assert (created.status_code, updated.status_code) == (201, 200)
    for answer in (created.json(), updated.json()):
        assert set(answer) == {"success", "function"}
        assert answer["success"] is True
        assert_metadata(answer["function"])
    assert updated.json()["function"]["status"] == "error"
    [only] = listed.json()
    assert_metadata(only)
    assert_metadata(fetched.json(), more=frozenset({"code"}))
    assert fetched.json()["code"] == GREET


@pytest.mark.parametrize(
    ("path", "body", "status", "answer"),
    [
        ("none", {"name": "x"}, 404, {"error": "Function not found"}),
        (
            "hello",
            {"code": "// deno.RUN"},
            400,
            {"error": "Code contains potentially dangerous patterns", "pattern": "/Deno\\.run/i"},
        ),
        (
            "hello",
            {"status": "gone"},
            400,
            {
                "error": "Invalid request",
                "details": [
                    {
                        "received": "gone",
                        "code": "invalid_enum_value",
                        "options": ["draft", "active", "error"],
                        "path": ["status"],
                        "message": "Invalid enum value. Expected 'draft' | 'active' | 'error', received 'gone'",
                    }
                ],
            },
        ),
    ],
)
async def test_the_documented_server_refuses_as_its_page_says(
    path: str, body: dict[str, str], status: int, answer: dict[str, object], tmp_path: Path
) -> None:
    async with serving(tmp_path, "documented") as client:
        await client.post("/api/functions", json={"name": "Hello", "code": GREET})
        response = await client.put(f"/api/functions/{path}", json=body)
    assert (response.status_code, response.json()) == (status, answer)
    assert set(answer) <= ERROR_FIELDS


async def test_every_other_documented_refusal_keeps_to_the_errors_of_the_page(tmp_path: Path) -> None:
    async with serving(tmp_path, "documented") as client:
        await client.post("/api/functions", json={"name": "Hello", "code": GREET})
        refused = [
            await client.post("/api/functions", json={"name": "Hello", "code": GREET}),
            await client.put("/api/functions/hello", content="{", headers={"content-type": "application/json"}),
            await client.get("/api/nope"),
        ]
    assert [response.status_code for response in refused] == [409, 400, 404]
    assert all(set(response.json()) <= ERROR_FIELDS for response in refused)


PATTERNS = ["Deno.run", "deno.SPAWN", "new Deno.Command('x')", "'child_process'", "process.exit(1)", "require('fs')",
            'require("fs")', "// Deno.run in a comment"]  # fmt: skip
HARMLESS = ["Denorun", "Deno .run", "process.exi", "require( 'fs')", "require('fs/promises')", "Deno.serveHttp"]


@pytest.mark.parametrize("code", PATTERNS)
def test_the_six_patterns_are_refused_up_to_2_1_and_named(code: str) -> None:
    for dialect in ("documented", "2.1"):
        with pytest.raises(HttpError) as caught:
            dialect_named(dialect).refuse_code(code)
        named = str(caught.value.body.get("pattern") or caught.value.body["message"]).rpartition(" ")[2]
        source, flags = re.fullmatch(r"/(.*)/(\w*)", named).groups()  # type: ignore[union-attr]  # every name is one
        assert flags == "i"
        assert re.search(source, code, re.IGNORECASE)
    dialect_named("2.3").refuse_code(code)


@pytest.mark.parametrize("code", HARMLESS)
@pytest.mark.parametrize("dialect", DIALECT_NAMES)
def test_what_only_looks_like_them_is_let_through(dialect: str, code: str) -> None:
    dialect_named(dialect).refuse_code(code)


def test_the_first_pattern_of_the_list_is_the_one_that_is_named() -> None:
    with pytest.raises(HttpError, match="Deno"):
        dialect_named("2.1").refuse_code("process.exit(); Deno.serve(x); Deno.run()")


@pytest.mark.parametrize("code", ["Deno.serve(x)", "Deno.serve \n (x)"])
def test_a_server_within_a_function_is_refused_by_the_captured_versions(code: str) -> None:
    for dialect in ("2.1", "2.3"):
        with pytest.raises(HttpError, match=r"Deno\.serve\(\)"):
            dialect_named(dialect).refuse_code(code)
    dialect_named("documented").refuse_code(code)


def test_an_unknown_dialect_is_named_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"no dialect '3'.*2\.1"):
        dialect_named("3")
