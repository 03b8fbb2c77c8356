"""The type check of the 2.3 dialect, and what it lets through."""

import re
from pathlib import Path

import pytest

from tests.sandbox.serving import DENO, needs_deno, serving
from tui.sandbox.typecheck import TypeChecker

LOOSE = """const helpers = require("nothing");
module.exports = async function (request, anything) {
  let total;
  for (const part of await request.json()) total += part.price;
  try { helpers.go(anything) } catch (error) { return new Response(error.message) }
  exports.more = createClient({ url: encodeBase64("x") });
  return new Response(total);
};
export default (r: Request) => new Response(r.url);
"""


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> TypeChecker:
    assert DENO is not None
    return TypeChecker(DENO, tmp_path_factory.mktemp("cache"))


@needs_deno
async def test_wrong_code_is_told_and_loose_code_passes(check: TypeChecker) -> None:
    """Both in one check: each takes a second of the processor."""
    complaint = await check("const name: number = 'x';\nexport {};\r\n// three\r\n\tDeno.run('ls');\n" + LOOSE)
    told = re.findall(r"TS\d+ \[ERROR\]: .*?(not assignable|does not exist).*\n(?:.*\n)*?.*at (\S+)", complaint or "")
    assert told == [("not assignable", "file:///func.ts:12:7"), ("does not exist", "file:///func.ts:15:7")]
    assert (complaint or "").count("[ERROR]") == len(told)


@needs_deno
@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("module.exports = async ( => {", {"at file:///func.ts:12:26": "Expression expected"}),
        ("import x from 'npm:left-pad';", {"at file:///func.ts:2:15": "--no-npm"}),
        ("import x from 'https://deno.land/x.ts';", {"file:///func.ts:2:15": "--no-remote"}),
    ],
)
async def test_a_complaint_has_its_place_behind_the_lines_in_front(
    check: TypeChecker, code: str, told: dict[str, str]
) -> None:
    complaint = await check(code)
    assert complaint is not None
    for place, words in told.items():
        assert place in complaint
        assert words in complaint
    assert "insforge-tui-check" not in complaint
    assert "\x1b" not in complaint


@needs_deno
async def test_a_check_that_takes_too_long_is_a_complaint(tmp_path: Path) -> None:
    assert DENO is not None
    complaint = await TypeChecker(DENO, tmp_path, limit_seconds=0)("x")
    assert complaint is not None
    assert "longer than" in complaint


async def test_a_deno_that_cannot_be_started_has_no_opinion(tmp_path: Path) -> None:
    assert await TypeChecker(tmp_path / "nothing", tmp_path)("Deno.run()") is None


class Refuses:
    """A check that refuses all code and remembers it."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def __call__(self, code: str) -> str | None:
        self.asked.append(code)
        return "TS1: no\n    at file:///func.ts:1:1"


async def test_a_failed_check_refuses_the_save_as_a_cloud_project_does(tmp_path: Path) -> None:
    check = Refuses()
    async with serving(tmp_path, "2.3", type_check=check) as client:
        created = await client.post("/api/functions", json={"name": "a", "code": "x"})
        updated = await client.put("/api/functions/a", json={"code": "y"})
        untouched = await client.put("/api/functions/a", json={"name": "b"})
        served = await client.put("/api/functions/a", json={"code": "Deno.serve(z)"})
    body = {
        "error": "INVALID_INPUT",
        "message": "Function code failed type check:\nTS1: no\n    at file:///func.ts:1:1",
        "statusCode": 400,
    }
    assert (created.status_code, created.json()) == (400, body)
    assert (updated.status_code, updated.json()) == (400, body)
    assert untouched.status_code == 404
    assert "Deno.serve()" in served.json()["message"]
    assert check.asked == ["x", "y"]


@pytest.mark.parametrize("dialect", ["documented", "2.1"])
async def test_the_older_servers_check_no_types(dialect: str, tmp_path: Path) -> None:
    check = Refuses()
    async with serving(tmp_path, dialect, type_check=check) as client:
        created = await client.post("/api/functions", json={"name": "a", "code": "x"})
    assert created.status_code == 201
    assert check.asked == []
