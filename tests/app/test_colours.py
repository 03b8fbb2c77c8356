"""The table of contrast ratios: every role on every ground it stands on, in both themes and every depth."""

from __future__ import annotations

import itertools
import re

import pytest
from textual.theme import Theme

from tests.contrast import MARK, TEXT, ratios, seen
from tests.looks import BASIC_PALETTES, FOLDER, shown
from tests.scenes import SCENES, keys
from tui.app.widgets import theme as themes
from tui.app.widgets.colours import DARK, LIGHT, PROFILE_INKS, Scheme, contrast, designs, number
from tui.store.profiles import COLOURS
from tui.terminal.cells import REVERSE, TRUE_COLOUR, CellStyle
from tui.terminal.colours import Depth
from tui.terminal.design import designed

SHOWN = ("foreground", "muted", "accent", "warning", "error")
CODE = ("foreground", *dict.fromkeys(DARK.syntax.values()), "accent", "warning", "error")

PAIRS: dict[str, tuple[str, ...]] = {
    "background": (*DARK.inks.keys() - {"on-background", "on-match"},),
    "panel": (*SHOWN, "blue", "line"),
    # Fields, and the matches of a search, which lie below the code's own colours.
    "raised": (*SHOWN, *CODE),
    "cursor-row": ("foreground", "muted", "accent"),
    "selection": CODE,
    "current-match": ("on-match",),
    "cursor": ("on-background",),
    "accent": ("on-background",),
    "warning": ("on-background",),
}
"""Which inks stand on which grounds."""

MARKS = {"line"}
COLOURED = (Depth.TRUE, Depth.PALETTE, Depth.BASIC)
THEMES_OF_TEXTUAL = (themes.DARK, themes.LIGHT)
THEMES = [pytest.param(DARK, id="dark"), pytest.param(LIGHT, id="light")]


def style_of(scheme: Scheme, ink: str, ground: str) -> CellStyle:
    return CellStyle(
        0, TRUE_COLOUR | number(scheme.inks[ink].true), TRUE_COLOUR | number(scheme.grounds[ground].true)
    )  # fmt: skip


@pytest.mark.parametrize("scheme", THEMES)
@pytest.mark.parametrize("ground", PAIRS)
def test_every_pair_can_be_read_in_every_depth(scheme: Scheme, ground: str) -> None:
    poor = {
        (ink, where): round(ratio, 2)
        for ink in PAIRS[ground]
        for where, ratio in ratios(style_of(scheme, ink, ground)).items()
        if ratio < (MARK if ink in MARKS else TEXT)
    }
    assert not poor


def test_every_pair_that_is_seen_is_in_the_table() -> None:
    """The pictures show all screens under the dark theme: what stands in the table is held to its ratios in both."""
    pictures = [path.read_text(encoding="utf-8") for path in FOLDER.glob("*.txt")]
    seen = {pair for text in pictures for pair in re.findall(r"(?m)^\S ([\w-]+) on ([\w-]+)(?:, [\w, ]+)?: ", text)}
    # The end of a thumb is a block, turned round; it is tried below.
    seen.discard(("on-background", "scrollbar"))
    assert len(seen) > 20
    assert [(ink, ground) for ink, ground in sorted(seen) if ink not in PAIRS.get(ground, ())] == []


@pytest.mark.parametrize("scheme", THEMES)
@pytest.mark.parametrize("thumb", ["scrollbar", "scrollbar-hover", "accent"])
def test_a_scrollbar_stands_out_from_what_is_behind_it(scheme: Scheme, thumb: str) -> None:
    colour, behind = (TRUE_COLOUR | number(scheme.grounds[each].true) for each in (thumb, "background"))
    # Textual paints a thumb as blanks turned round.
    thumbed, trough = CellStyle(REVERSE, colour, behind), CellStyle(0, colour, behind)
    for depth, basic in itertools.product(COLOURED, BASIC_PALETTES.values()):
        assert contrast(seen(thumbed, depth, basic)[1], seen(trough, depth, basic)[1]) >= MARK, depth


@pytest.mark.parametrize("scheme", THEMES)
def test_panels_fields_and_the_selected_row_have_a_background_in_256_colours(scheme: Scheme) -> None:
    grounds = [scheme.grounds[each].palette for each in ("background", "panel", "raised", "cursor-row", "selection")]
    assert len(set(grounds)) == len(grounds)
    # The 22 first are redefined by users; among them only the navy of the selection is used.
    assert min(grounds[:4]) >= 22


@pytest.mark.parametrize("scheme", THEMES)
def test_with_16_colours_what_is_chosen_has_a_background_and_code_has_colours(scheme: Scheme) -> None:
    background = scheme.grounds["background"].basic
    chosen = [scheme.grounds[each].basic for each in ("raised", "cursor-row", "selection", "current-match")]
    assert background not in chosen
    assert len({chosen[2], chosen[3]}) == 2
    kinds = {
        (scheme.inks[each].basic, "italic" if each == "comment" and not scheme.inks[each].basic_without else "")
        for each in ("keyword", "string", "number", "comment", "type", "foreground")
    }
    assert len(kinds) == 6


@pytest.mark.parametrize("theme", THEMES_OF_TEXTUAL, ids=["dark", "light"])
def test_the_colours_of_profiles_are_told_apart_in_each_depth(theme: Theme) -> None:
    assert tuple(PROFILE_INKS) == COLOURS
    variables = {"success": theme.success, **theme.variables}
    for depth in (Depth.PALETTE, Depth.BASIC):
        inks = designs()[depth].inks
        assert len({inks[number(variables[name] or "")].colour for name in PROFILE_INKS.values()}) == len(COLOURS)


@pytest.mark.parametrize("scheme", THEMES)
def test_without_colours_attributes_tell_what_is_chosen(scheme: Scheme) -> None:
    design = designs()[Depth.NONE]
    plain = designed(style_of(scheme, "foreground", "background"), design)
    shown = {
        each: designed(style_of(scheme, "on-match" if each == "current-match" else "foreground", each), design)
        for each in ("raised", "cursor-row", "selection", "current-match", "scrollbar", "cursor")
    }
    assert plain == CellStyle()
    assert all(style.attributes for style in shown.values())
    assert all(style.foreground == style.background == -1 for style in shown.values())
    assert shown["current-match"] != shown["selection"] != shown["raised"]


def test_the_light_theme_is_dark_on_the_linux_console_which_has_no_white_behind_text() -> None:
    design = designs("linux")[Depth.BASIC]
    grounds = {ground.colour for ground in design.grounds.values()}
    assert max(grounds) < 8
    for name, role in LIGHT.inks.items():
        assert design.inks[number(role.true)].colour == DARK.inks[name].basic
    assert designs("xterm")[Depth.BASIC].grounds[number(LIGHT.grounds["background"].true)].colour == 15


def test_a_colour_of_both_themes_is_one_thing() -> None:
    """Colours are looked up without the theme: what both use must become the same."""
    for one, other in ((DARK.inks, LIGHT.inks), (DARK.grounds, LIGHT.grounds)):
        for first, second in itertools.product([*one.values(), *other.values()], [*one.values(), *other.values()]):
            assert first.true != second.true or first == second


@pytest.mark.parametrize(
    ("size", "depth", "erases"),
    [
        ((80, 24), Depth.TRUE, True),
        ((80, 24), Depth.BASIC, True),
        ((120, 40), Depth.TRUE, False),
        ((120, 40), Depth.PALETTE, False),
        ((120, 40), Depth.NONE, False),
    ],
)
async def test_the_bar_of_the_selected_row_moves_in_100_bytes(
    size: tuple[int, int], depth: Depth, erases: bool
) -> None:
    scene = next(each for each in SCENES if each.name == "list")
    async with shown(scene, size, depth, erases_in_colour=erases) as screen:
        await keys("v" if size[0] > 100 else "g")(screen.pilot)
        for _ in range(3):
            screen.recording.drain()
            before = len(screen.recording.sent)
            await keys("j")(screen.pilot)
            screen.recording.check()
            assert len("".join(screen.recording.sent[before:]).encode()) <= 100
