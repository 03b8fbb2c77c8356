"""The pictures in `screenshots/` show the program as it is."""

from __future__ import annotations

from tests.screenshots import FOLDER, pictures


def test_pictures_are_up_to_date() -> None:
    made = pictures()
    present = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.svg")}
    stale = sorted(name for name in made.keys() | present.keys() if made.get(name) != present.get(name))
    assert stale == [], "run: python -m tests.screenshots"
