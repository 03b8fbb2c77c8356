"""A folder of functions as files: which file is whose, and what is said of those that can't be one's."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cases import cases
from tui.errors import StorageError
from tui.model.function import Edited
from tui.store.function_files import About, FunctionFolder, about_bytes, read_about

CODE = b"// \xc3\xa4\r\nmodule.exports = 1;\n"
GREET = Edited("Greet", "says hi", "active", CODE.decode())


def test_functions_are_found_in_both_layouts_with_what_stands_beside_them(tmp_path: Path) -> None:
    (tmp_path / "greet.js").write_bytes(CODE)
    (tmp_path / "greet.json").write_text('{"name": "Greet", "mine": 1}')
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "index.ts").write_bytes(CODE)
    for ignored in ("package.json", "README.md", ".hidden.js", "greet.js~", "greet.js.swp"):
        (tmp_path / ignored).write_bytes(CODE)
    folder = FunctionFolder(tmp_path)
    scan = folder.scan()
    assert {slug: found.name for slug, found in scan.files.items()} == {"deep": "deep/index.ts", "greet": "greet.js"}
    assert not scan.troubles
    read = folder.read("greet", scan.files["greet"])
    # The stamps are those of what was read; bytes are not changed.
    assert read == (scan.files["greet"], CODE.decode(), About("Greet"))
    assert folder.read("deep", scan.files["deep"]).about == About()
    folder.write("greet", "greet.js", GREET, with_about=True)
    assert json.loads((tmp_path / "greet.json").read_text()) == {
        "slug": "greet",
        "name": "Greet",
        "description": "says hi",
        "status": "active",
        "mine": 1,
    }
    assert (tmp_path / "greet.js").read_bytes() == CODE


def test_what_cannot_be_a_function_is_told_by_name(tmp_path: Path) -> None:
    outside = tmp_path / "outside.js"
    outside.write_bytes(CODE)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "out.js").symlink_to(outside)
    (folder / "loop.js").symlink_to("loop.js")
    (folder / "two.js").write_bytes(CODE)
    (folder / "two.ts").write_bytes(CODE)
    (folder / "a.test.js").write_bytes(CODE)
    (folder / "inside.js").symlink_to("good.txt")
    (folder / "good.txt").write_bytes(CODE)
    os.mkfifo(folder / "pipe.js")
    scan = FunctionFolder(folder).scan()
    assert set(scan.files) == {"inside"}
    assert "leads out" in scan.troubles["out.js"]
    assert "same function" in scan.troubles["two.ts"]
    assert "plain file" in scan.troubles["pipe.js"]
    assert "slug" in scan.troubles["a.test.js"]
    assert scan.trouble_of("out")
    assert "loop.js" in scan.troubles
    with pytest.raises(StorageError, match="leads out"):
        FunctionFolder(folder).write("out", "out.js", GREET, with_about=False)
    assert outside.read_bytes() == CODE


@pytest.mark.parametrize("slug", ["../out", "a/b", ".hidden", "", "a" * 101, "a\0b", ".."])
def test_a_slug_leads_nowhere_else(tmp_path: Path, slug: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(StorageError, match="slug"):
        FunctionFolder(folder).write(slug, f"{slug}.js", GREET, with_about=True)
    assert [*tmp_path.rglob("*")] == [folder]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\n  \n", "empty"),
        (b"x" * (4 * 1024 * 1024 + 1), "larger than"),
        (b"a\nb\xff", "line 2 is not UTF-8"),
        (b"a\0b", "binary"),
        (b"\xef\xbb\xbfa", "byte-order mark"),
    ],
)
def test_a_file_that_cannot_be_sent_as_it_is_is_not_read(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "greet.js").write_bytes(content)
    folder = FunctionFolder(tmp_path)
    with pytest.raises(StorageError, match=said):
        folder.read("greet", folder.scan().files["greet"])


@cases(
    ("text", "said"),
    [
        ("{\n  x}", "line 2 is no JSON"),
        ("[]", "no JSON object"),
        ('{"slug": "other"}', "its slug is 'other'"),
        ('{"name": 1}', "name is no text"),
        ("[" * 100_000, "no JSON"),
    ],
)
def test_a_broken_file_of_facts_is_told(text: str, said: str) -> None:
    with pytest.raises(StorageError, match=said):
        read_about(text, "greet")


def test_facts_come_back() -> None:
    assert read_about(about_bytes("greet", GREET).decode(), "greet") == About("Greet", "says hi", "active")
