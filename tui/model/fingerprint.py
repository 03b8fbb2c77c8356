"""A short text that stands for the content of a function: the same for contents that are the same in every field."""

from __future__ import annotations

from hashlib import sha256

from tui.model.function import Edited


def fingerprint(content: Edited) -> str:
    """The SHA-256 of all fields, each with its length before it, in hexadecimal digits."""
    digest = sha256()
    for text in content:
        # Half a surrogate pair that stands in a text counts too.
        part = text.encode("utf-8", "surrogatepass")
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()
