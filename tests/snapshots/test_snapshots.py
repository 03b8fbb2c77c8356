"""How the main screens look, drawn: what no text can tell. All scenes are kept as text in `test_looks.py`."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.app import App

from tests.scenes import SCENES

DRAWN = (
    ("list", (80, 24)),
    ("list", (120, 40)),
    ("editor", (80, 24)),
    ("editor", (120, 40)),
    ("editor-refused", (120, 40)),
    ("editor-conflict", (120, 40)),
    ("history", (120, 40)),
    ("connect", (80, 24)),
    ("help", (80, 24)),
    ("palette", (80, 24)),
)


@pytest.mark.parametrize(("name", "size"), DRAWN, ids=[f"{name}-{w}x{h}" for name, (w, h) in DRAWN])
def test_looks(name: str, size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    scene = next(each for each in SCENES if each.name == name)
    console: App[int] = scene.console()
    assert snap_compare(console, terminal_size=size, run_before=scene.walk)
