"""Every node has the styles that Textual gives it, whether they were found for it or for one alike."""

import pytest
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode
from textual.layout import Layout
from textual.screen import Screen

from tests.console_fixture import FakeServer, FixtureConsole, press, settled
from tests.known_styles import textual_apply

Rules = dict[str, object]


def rules_of(node: DOMNode) -> list[Rules]:
    """What the style sheet gave a node and its parts."""
    given = [node.styles.base, *(styles.base for _, styles in sorted(node._component_styles.items()))]
    return [{name: _comparable(value) for name, value in each.get_rules().items()} for each in given]


def _comparable(value: object) -> object:
    # Each node has a layout of its own.
    return value.name if isinstance(value, Layout) else value


def assert_as_textual_finds(screen: Screen[object]) -> None:
    nodes: list[DOMNode] = [screen.app, *screen.walk_children(with_self=True)]
    known = [rules_of(node) for node in nodes]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "apply", textual_apply)
        for node, before in zip(nodes, known, strict=True):
            node._css_styles.reset()
            screen.app.stylesheet.apply(node)
            assert rules_of(node) == before, node


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_what_is_known_is_what_textual_finds(theme: str) -> None:
    async with FixtureConsole(FakeServer(), theme=theme).run_test(size=(80, 24)) as pilot:
        for key in ("down", "question_mark", "escape", "n", "tab", "escape", "enter", "shift+tab"):
            await press(pilot, key)
            assert_as_textual_finds(pilot.app.screen)
        # What is above a node has other classes then.
        await pilot.resize_terminal(160, 40)
        await settled(pilot)
        assert_as_textual_finds(pilot.app.screen)
