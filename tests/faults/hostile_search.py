"""Where foreign text is shown in a search over all code, and in what replacing would change."""

from __future__ import annotations

from tests.faults.hostile_harness import HostileHarness
from tests.faults.hostile_list import twin_of
from tests.faults.hostile_server import row
from tests.faults.hostile_strings import hostile_strings, lines_twin
from tui.app.functions.screen import FunctionsScreen


async def _back(harness: HostileHarness) -> None:
    """To the list, from wherever the string before was shown."""
    while not isinstance(harness.app.screen, FunctionsScreen):
        await harness.press("escape")


async def search(harness: HostileHarness, seed: int, count: int) -> None:
    """A slug and a code: in the rows, around a match, in the preview of a replacement and in full."""
    slugs = hostile_strings(seed, "search slug", count)
    codes = hostile_strings(seed, "search code", count, surrogates=False)
    for number, texts in enumerate(zip(slugs, codes, strict=True)):

        async def show(twin: bool, texts: tuple[str, str, int] = (*texts, number), keys: tuple[str, ...] = ()) -> None:
            slug, code = twin_of(twin)(texts[0]), twin_of(twin, lines_twin)(texts[1])
            await _back(harness)
            harness.server.opened = row(texts[2] + 1 + twin * count, f"s{slug}", code=f"needle {code} needle")
            harness.server.functions = [harness.server.opened]
            await harness.press("r", "ctrl+f")
            await harness.type("needle")
            await harness.press("down", *keys)

        async def show_in_full(twin: bool, texts: tuple[str, str, int] = (*texts, number)) -> None:
            await show(twin, texts, ("f4",))

        async def show_preview(twin: bool, texts: tuple[str, str, int] = (*texts, number)) -> None:
            await show(twin, texts, ("alt+h", "x", "enter"))

        within = ["RowTable", "#context", "#status"]
        await harness.look("search: slug", texts[:1], show, within, places=("search: code",))
        await harness.look("search, in full: slug", texts[:1], show_in_full, ["VerticalScroll"])
        await harness.look("search: preview", texts[:1], show_preview, ["RowTable", "#changes"])
    await _back(harness)
