"""The main screens with 256, with 16 and without colours, as the terminal shows them."""

from __future__ import annotations

import pytest

from tests.looks import FOLDER, LOOKS, Look, as_text


@pytest.mark.parametrize("look", LOOKS, ids=[look.name for look in LOOKS])
async def test_looks_with_fewer_colours(look: Look) -> None:
    """`python -m tests.looks` writes them anew; look at the difference before it is kept."""
    assert as_text(await look.cells()) == (FOLDER / f"{look.name}.txt").read_text(encoding="utf-8")


def test_no_look_is_left_over() -> None:
    assert {path.stem for path in FOLDER.glob("*.txt")} == {look.name for look in LOOKS}
