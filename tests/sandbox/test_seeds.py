"""The functions a new sandbox begins with."""

import hashlib
import hmac
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.sandbox.serving import DENO, needs_deno, serving
from tui.editing.templates import TEMPLATES, code_of
from tui.sandbox.dialect_choice import DIALECT_NAMES, dialect_named
from tui.sandbox.runtime import Runtime
from tui.sandbox.seeds import examples
from tui.sandbox.store import FunctionSeed
from tui.sandbox.typecheck import TypeChecker

NOW = datetime(2026, 1, 2, tzinfo=UTC)
SEEDS = list(examples(NOW))
ids = [seed.slug for seed in SEEDS]


def test_there_is_something_to_see() -> None:
    assert len(SEEDS) >= 6
    assert len(set(ids)) == len(SEEDS)
    assert {seed.status for seed in SEEDS} == {"active", "draft"}


@pytest.mark.parametrize("seed", SEEDS, ids=ids)
def test_times_are_plausible(seed: FunctionSeed) -> None:
    assert seed.created_at <= seed.updated_at < NOW
    assert (seed.deployed_at is None) == (seed.status == "draft")
    assert seed.deployed_at is None or seed.created_at <= seed.deployed_at < NOW


@pytest.mark.parametrize("seed", SEEDS, ids=ids)
@pytest.mark.parametrize("dialect", DIALECT_NAMES)
def test_no_dialect_refuses_an_example(seed: FunctionSeed, dialect: str) -> None:
    dialect_named(dialect).refuse_code(seed.code)


@needs_deno
async def test_every_example_and_every_template_passes_the_type_check(tmp_path: Path) -> None:
    assert DENO is not None
    # All at once, each in a block of its own: it is TypeScript's start that takes the time.
    templates = [code_of(each, cloud=True) for each in TEMPLATES if not each.imports]
    assert all(code.count("export default ") == 1 for code in templates)
    scripts = [seed.code for seed in SEEDS if "export default" not in seed.code]
    scripts += [code.replace("export default ", "const served = ") for code in templates]
    modules = [seed.code for seed in SEEDS if "export default" in seed.code]
    assert (len(scripts), len(modules)) == (len(SEEDS) - 1 + len(templates), 1)
    assert await TypeChecker(DENO, tmp_path)("".join(f"{{\n{code}\n}}\n" for code in scripts) + modules[0]) is None


@needs_deno
@pytest.mark.parametrize(
    ("slug", "body", "status", "words"),
    [
        ("hello-world?name=Zoë&lang=is", None, 200, "Góðan daginn, Zoë!"),
        ("hello-world?lang=xx", None, 400, "I don't speak"),
        ("request-inspector?a=b", b'{"x": 1}', 200, '"x": 1'),
        ("webhook-signature", b'{"event":"paid"}', 401, "bad signature"),
        ("invoice-page?customer=<b>", None, 200, "&#60;b&#62;"),
        ("broken-on-purpose", None, 500, "Cannot read properties of undefined"),
        ("broken-on-purpose", b'{"items":[{"price":-1}]}', 422, "less than nothing"),
        ("daily-digest", None, 404, "not active"),
        ("module-syntax", None, 500, "Unexpected token 'export'"),
    ],
)
async def test_the_examples_do_what_they_say(
    slug: str, body: bytes | None, status: int, words: str, tmp_path: Path
) -> None:
    async with serving(tmp_path, seeds=SEEDS, runtime=Runtime(DENO)) as client:
        headers = {"content-type": "application/json"}
        method = "GET" if body is None else "POST"
        response = await client.request(method, f"/functions/{slug}", content=body, headers=headers)
    assert response.status_code == status
    assert words in response.text


@needs_deno
async def test_a_genuine_signature_is_accepted(tmp_path: Path) -> None:
    body = b'{"event":"paid"}'
    signature = hmac.new(b"sandbox-secret", body, hashlib.sha256).hexdigest()
    headers = {"x-signature": signature, "content-type": "application/json"}
    async with serving(tmp_path, seeds=SEEDS, runtime=Runtime(DENO)) as client:
        response = await client.post("/functions/webhook-signature", content=body, headers=headers)
    assert response.json() == {"received": True, "bytes": len(body)}
