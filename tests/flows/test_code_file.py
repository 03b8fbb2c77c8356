"""Code out of a file: as it is, or a sentence."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui.errors import StorageError
from tui.flows.code_file import MOST_BYTES, read_code


def test_the_text_comes_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = 'module.exports = async () => new Response("grüße");\r\n// the end'
    (tmp_path / "a b.js").write_bytes(code.encode())
    assert read_code(str(tmp_path / "a b.js")) == code
    monkeypatch.setenv("HOME", str(tmp_path))
    assert read_code("~/a b.js") == code
    # The mark that some editors put first is no part of the text.
    (tmp_path / "marked.js").write_bytes(b"\xef\xbb\xbfx();\n")
    assert read_code("~/marked.js") == "x();\n"


def test_what_is_no_code_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "large.js").write_bytes(b"x" * (MOST_BYTES + 1))
    (tmp_path / "image.png").write_bytes(b"\x89PNG\r\n")
    (tmp_path / "empty.js").write_bytes(b" \n")
    os.mkfifo(tmp_path / "pipe")
    for name, words in (
        ("missing.js", "can't be read: No such file or directory."),
        ("", "is a folder."),
        ("pipe", "is no plain file."),
        ("large.js", "is too large: more than 4 MiB."),
        ("image.png", "is not text in UTF-8 (byte 1)."),
        ("empty.js", "is empty: servers take no function without code."),
        ("nul\0.js", "can't be read: embedded null byte."),
    ):
        with pytest.raises(StorageError) as raised:
            read_code(str(tmp_path / name) if name else str(tmp_path))
        assert str(raised.value).endswith(words)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_gets_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "secret.js").write_text("x")
    (tmp_path / "secret.js").chmod(0)
    with pytest.raises(StorageError, match="Permission denied"):
        read_code(str(tmp_path / "secret.js"))
