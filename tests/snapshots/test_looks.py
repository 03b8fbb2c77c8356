"""How every screen and state looks, as text: at each of its sizes, in all depths of colours, a third in both themes."""

from __future__ import annotations

import pytest

from tests.contrast import check
from tests.footers import check_footer
from tests.looks import FOLDER, PICTURED, as_text, pictures, shown, style_rows, text_rows
from tests.scenes import Scene
from tui.app.widgets.theme import DARK, LIGHT, SCHEMES

_ALSO_LIGHT = frozenset(scene.name for scene in PICTURED[::3])
"""Scenes that are drawn in the light theme too. A theme is only what the styles' names mean, which these show."""


@pytest.mark.parametrize("scene", PICTURED, ids=[scene.name for scene in PICTURED])
async def test_a_scene_looks_as_it_did_and_can_be_read(scene: Scene) -> None:
    """`python -m tests.looks` writes the pictures anew; look at the difference before it is kept."""
    dark, light = SCHEMES[DARK.name], SCHEMES[LIGHT.name]
    async with shown(scene, scene.sizes[0]) as screen:
        made = await pictures(screen, scene)
        check_footer(screen.console)
        under_light = await screen.cells(LIGHT.name) if scene.name in _ALSO_LIGHT else None
    assert as_text(made, dark) == (FOLDER / f"{scene.name}.txt").read_text(encoding="utf-8")
    for cells in made:
        check(cells, dark)
    if under_light is None:
        return
    check(under_light, light)
    assert text_rows(under_light) == text_rows(made[-1])
    assert style_rows(under_light, light) == style_rows(made[-1], dark)


def test_no_picture_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == {scene.name for scene in PICTURED}
