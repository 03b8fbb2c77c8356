"""The theme that was chosen, kept in the configuration for the next start."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tui.errors import StorageError, UsageError


class ThemeSetting:
    """Writes the theme into the file `path`; without one nothing is kept."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._writing = asyncio.Lock()
        self._wanted = ""

    async def keep(self, theme: str) -> str:
        """Keep this theme; why it could not be kept, or nothing. What is kept is the one that was chosen last."""
        self._wanted = theme
        # One after the other: of two writes at once, either could be the last.
        async with self._writing:
            if self.path is None or theme != self._wanted:
                return ""
            from tui.store.settings_edit import save_theme

            try:
                await asyncio.to_thread(save_theme, self.path, theme)
            except (StorageError, UsageError) as error:
                return f"The {theme} theme is not kept for the next start: {error}"
        return ""
