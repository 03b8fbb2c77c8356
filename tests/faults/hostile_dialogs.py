"""Where foreign text is shown in the command palette and on the connect screen, and how it gets there."""

from __future__ import annotations

import json

from tests.faults.hostile_harness import HostileHarness
from tests.faults.hostile_list import in_a_url, twin_of, url_twin
from tests.faults.hostile_server import answer, row
from tests.faults.hostile_strings import hostile_strings, label_twin, lines_twin
from tui.flows.connect import Missing

_KEYS = 16


async def palette(harness: HostileHarness, seed: int, count: int) -> None:
    """What is pasted and typed into the command palette."""
    for pasted in hostile_strings(seed, "palette", count, longest=60):

        async def show(twin: bool, pasted: str = pasted) -> None:
            if type(harness.app.screen).__name__ != "Palette":
                await harness.press("ctrl+p")
            harness.input("Input").value = ""
            await harness.paste(twin_of(twin, label_twin)(pasted))

        await harness.look("pasted: palette", [pasted], show, ["Input", "OptionList"], literal=False)
        harness.input("Input").value = ""
        # A terminal that knows no brackets around a paste sends it as keys.
        await harness.type(pasted[:_KEYS])
        harness.glance("typed: palette", [pasted])


async def jumps(harness: HostileHarness, seed: int, count: int) -> None:
    """Functions that the palette finds, by slug and name; recent ones; the symbols of an open code."""
    columns = [hostile_strings(seed, f"jumps {part}", count) for part in ("slug", "name", "symbol")]
    for texts in zip(*columns, strict=True):

        async def to_list() -> None:
            while len(harness.app.screen_stack) > 1:
                await harness.press("escape")

        async def show(twin: bool, texts: tuple[str, ...] = texts) -> None:
            slug, name, _ = map(twin_of(twin, label_twin), texts)
            await to_list()
            harness.server.functions = [row(1, f"zq{slug}", name=name)]
            await harness.press("r", "ctrl+p")
            await harness.type("zq")

        async def show_symbols(twin: bool, texts: tuple[str, ...] = texts) -> None:
            symbol = twin_of(twin, label_twin)(texts[2])
            await to_list()
            harness.server.functions = [row(1, "echo")]
            harness.server.opened = row(1, "echo", code=f"class A {{ {json.dumps(symbol)}() {{}} }}\n")
            await harness.press("r", "enter", "ctrl+p", "@")

        within = ["Input", "OptionList", "#about", "RowTable", "#preview", "#code", "#status"]
        await harness.look("palette: function", [texts[0]], show, within, places=("palette: name",), literal=False)
        await harness.look("palette: symbol", [texts[2]], show_symbols, within, literal=False)
    await to_list()


async def connect_screen(harness: HostileHarness, seed: int, count: int) -> None:
    """The connect screen: why it was opened, what stands in its fields, and what a server said to the attempt."""
    columns = [hostile_strings(seed, f"connect {part}", count, longest=120) for part in ("said", "url", "message")]
    for said, url, message in zip(*columns, strict=True):

        async def opened(twin: bool, said: str = said, url: str = url) -> None:
            of = twin_of(twin, label_twin)
            while len(harness.app.screen_stack) > 1:
                await harness.press("escape")
            harness.app.parts.connecting.ask(Missing(url=of(url)), of(said))

        within = ["#connect-report", "#url"]
        await harness.look("connect screen: why it is shown", [said], opened, within, places=("connect screen: URL",))

        async def pasted(twin: bool, text: str = url) -> None:
            for field in ("#user", "#url"):
                harness.input(field).value = ""
                harness.app.screen.set_focus(harness.input(field))
                await harness.paste(twin_of(twin, lines_twin)(text))

        fields = [*within, "#user"]
        await harness.look("pasted: connect screen", [url], pasted, fields)

        async def tried(twin: bool, url: str = url, message: str = message) -> None:
            of = twin_of(twin)
            harness.server.instead["LIST"] = answer({"error": "CODE", "message": of(message)}, 401)
            harness.input("#url").value = f"{harness.server.url}/{twin_of(twin, url_twin)(in_a_url(url))}"
            harness.input("#key").value = "ik_x"
            harness.app.screen.set_focus(harness.input("#key"))
            await harness.press("ctrl+s")

        await harness.look("connect screen: what the server says", [message], tried, [*fields, "#key"])
        harness.server.instead.clear()
