"""Textual still has the names that scrollbars and wrapped documents stand on."""

from __future__ import annotations

import pytest
from textual.widget import Widget
from textual.widgets.text_area import Document, WrappedDocument

from tui.app.widgets import scrollbars, source_document


@pytest.mark.parametrize("name", scrollbars.PRIVATE_NAMES)
def test_textual_still_has_what_scrollbars_stand_on(name: str) -> None:
    assert hasattr(Widget, name), "Textual changed: look at tui/app/widgets/scrollbars.py"


@pytest.mark.parametrize("name", source_document.PRIVATE_NAMES)
def test_textual_still_has_what_wrapped_documents_stand_on(name: str) -> None:
    assert hasattr(WrappedDocument(Document("")), name), "Textual changed: look at tui/app/widgets/source_document.py"
