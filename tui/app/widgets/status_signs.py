"""A sign for each status of a function, so that it can be read without colour."""

from __future__ import annotations

from tui.model.function import ACTIVE, DRAFT, ERROR

STATUS_SIGNS = {ACTIVE: "+", DRAFT: "o", ERROR: "!"}
