"""How every screen and state looks, at the sizes each scene names."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.app import App

from tests.scenes import SCENES, Scene

CASES = [(scene, size) for scene in SCENES for size in scene.sizes]


@pytest.mark.parametrize(("scene", "size"), CASES, ids=[f"{s.name}-{w}x{h}" for s, (w, h) in CASES])
def test_looks(scene: Scene, size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    console: App[int] = scene.console()
    assert snap_compare(console, terminal_size=size, run_before=scene.walk)
