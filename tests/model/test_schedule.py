"""Which function a schedule calls."""

from __future__ import annotations

from tests.cases import cases
from tui.model.schedule import Schedule


@cases(
    ("url", "slug"),
    [
        ("http://localhost:7130/functions/greet", "greet"),
        ("https://x.deno.dev/greet?a=b", "greet"),
        ("http://localhost:7130/functions/greet/", "greet"),
        ("http://localhost/functions/a%20b", "a b"),
        ("http://localhost", ""),
        ("http://[broken", ""),
        ("", ""),
    ],
)
def test_the_slug_is_the_end_of_the_path(url: str, slug: str) -> None:
    assert Schedule("nightly", url).slug == slug
