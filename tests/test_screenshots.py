"""The pictures in `screenshots/` show what the scenes show: their text is that of the pictures kept as text."""

from __future__ import annotations

import pytest

from tests.looks import kept_rows
from tests.screenshots import FOLDER, rows_of, scenes_shown


def test_every_picture_is_one_that_is_made() -> None:
    assert {path.name for path in FOLDER.glob("*.svg")} == scenes_shown().keys()


@pytest.mark.parametrize("name", sorted(scenes_shown()))
def test_a_picture_shows_what_its_scene_shows(name: str) -> None:
    scene, size = scenes_shown()[name]
    drawn = (FOLDER / name).read_text(encoding="utf-8")
    assert rows_of(drawn, size[1]) == kept_rows(scene.removesuffix("-light"), size), "run: python -m tests.screenshots"
