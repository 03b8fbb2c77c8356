"""How a folder and a server can stand to each other. The list names them from its first frame on."""

from __future__ import annotations

from enum import Enum


class State(Enum):
    """How folder and server stand to each other, for one function."""

    SAME = "same"
    FOLDER_AHEAD = "folder ahead"
    SERVER_AHEAD = "server ahead"
    BOTH_CHANGED = "both changed"
    LINE_ENDS = "line ends differ"
    ONLY_HERE = "only here"
    ONLY_THERE = "only on the server"
    DELETED_HERE = "deleted here"
    DELETED_THERE = "deleted on the server"
    UNUSABLE = "file can't be used"
