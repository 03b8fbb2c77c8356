"""The styles of code under one theme, looked up once."""

from __future__ import annotations

from dataclasses import dataclass

from rich.style import Style
from textual.app import App

from tui.app.widgets.theme import syntax_colours


@dataclass(slots=True)
class CodePalette:
    """The styles of one theme, looked up once."""

    base: Style
    gutter: Style
    gutter_here: Style
    selection: Style
    match: Style
    current_match: Style
    bracket: Style
    cursor: Style
    error: Style
    warning: Style
    error_sign: Style
    warning_sign: Style
    unsafe: Style
    syntax: dict[str, Style]
    syntax_on_base: dict[str, Style]

    @classmethod
    def of(cls, app: App[object]) -> CodePalette:
        """The styles under the app's theme of now."""
        variables = app.theme_variables
        background = variables["background"]
        base = Style.parse(f"{variables['foreground']} on {background}")
        syntax = {name: Style.parse(colour) for name, colour in syntax_colours(app.theme).items()}
        return cls(
            base=base,
            gutter=Style.parse(f"{variables['faint']} on {background}"),
            gutter_here=Style.parse(f"bold {variables['faint']} on {background}"),
            selection=Style.parse(f"on {variables['input-selection-background']}"),
            match=Style.parse(f"on {variables['raised']} underline"),
            current_match=Style.parse(f"not italic {variables['on-match']} on {variables['current-match']}"),
            bracket=Style.parse(f"bold {variables['accent']} underline"),
            cursor=Style.parse(f"{background} on {variables['foreground']}"),
            error=Style.parse(f"bold underline {variables['error']}"),
            warning=Style.parse(f"underline {variables['warning']}"),
            error_sign=Style.parse(f"bold {variables['error']} on {background}"),
            warning_sign=Style.parse(f"{variables['warning']} on {background}"),
            unsafe=Style.parse(f"{background} on {variables['warning']}"),
            syntax=syntax,
            syntax_on_base={name: base + style for name, style in syntax.items()},
        )
