"""The rooms of the house and which way their doors open, read from the imports."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TOP = Path(__file__).parents[2]
TUI = TOP / "tui"

MAY_IMPORT: dict[str, set[str]] = {
    "model": {"model"},
    "errors": {"model"},
    "api": {"api", "errors", "model"},
    "editing": {"editing", "errors", "model"},
    "store": {"store", "errors", "model"},
    "terminal": {"terminal", "errors", "model"},
    "flows": {"flows", "api", "editing", "store", "terminal", "errors", "model"},
    "app": {"app", "flows", "api", "editing", "store", "terminal", "errors", "model"},
    "sandbox": {"sandbox"},
}
"""Which rooms each room may know. `__main__` wires everything and may know all."""

ONLY_IN: dict[str, tuple[str, ...]] = {
    "textual": ("app", "terminal/driver"),
    "rich": ("app", "terminal/driver"),
    "httpx": ("api",),
    "pygments": ("editing",),
    "sqlite3": ("sandbox",),
    "starlette": ("sandbox",),
    "uvicorn": ("sandbox",),
}

LONG_FILES = {
    "app/screens/editor.py": "one screen's commands; what they do lives in widgets and flows",
    "app/widgets/code_editor.py": "one widget: its marks, its painting and its keys belong together",
    "editing/lexing.py": "one class whose invariants (tokens, checkpoints, seams) are kept together",
    "app/report.py": "every sentence in one place, so that they stay alike",
    "app/console.py": "what the screens share: one server, its state, the commands that work everywhere",
}
"""Files over 300 lines, each with its reason."""


def modules() -> list[Path]:
    return sorted(path for path in TUI.rglob("*.py"))


def name_of(path: Path) -> str:
    return str(path.relative_to(TUI).with_suffix("")).replace("\\", "/")


def imports(path: Path) -> Iterator[str]:
    """Every module imported anywhere in a file: at the top, in functions and under TYPE_CHECKING."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            yield module
            if module == "tui":
                for alias in node.names:
                    yield f"tui.{alias.name}"


def room_of(path: Path) -> str:
    return name_of(path).split("/", 1)[0]


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_doors_open_one_way(path: Path) -> None:
    room = room_of(path)
    if room in ("__main__", "__init__"):
        return
    for module in imports(path):
        if module.startswith("tui.") and module != "tui.__version__":
            assert module.split(".")[1] in MAY_IMPORT[room], f"{name_of(path)} imports {module}"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_libraries_stay_in_their_rooms(path: Path) -> None:
    for module in imports(path):
        allowed = ONLY_IN.get(module.split(".")[0])
        if allowed is not None:
            assert name_of(path).startswith(allowed), f"{name_of(path)} imports {module}"


def test_only_the_command_line_knows_the_sandbox() -> None:
    knows = {name_of(path) for path in modules() if any(m.startswith("tui.sandbox") for m in imports(path))}
    assert {name for name in knows if not name.startswith("sandbox/")} == {"__main__"}


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("tui.flows.save", ("textual", "httpx", "pygments", "sqlite3")),
        ("tui.flows.connect", ("textual", "httpx", "pygments", "sqlite3")),
        ("tui.flows.browse", ("textual", "httpx", "pygments", "sqlite3")),
        ("tui.app.console", ("httpx", "pygments", "sqlite3", "starlette")),
        ("tui.__main__", ("textual", "httpx", "pygments", "sqlite3", "starlette")),
    ],
)
def test_importing_a_room_does_not_load_what_it_must_not_know(module: str, absent: tuple[str, ...]) -> None:
    code = f"import sys, {module}; print([name for name in {absent!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_every_module_says_what_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not text.strip() or ast.get_docstring(ast.parse(text)), f"{name_of(path)} has no docstring"


def test_long_files_have_a_reason() -> None:
    long = {
        path.relative_to(TUI).as_posix()
        for path in modules()
        if len(path.read_text(encoding="utf-8").splitlines()) > 300
    }
    assert long == set(LONG_FILES)


def test_the_top_level_holds_what_was_agreed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=TOP, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    top = {name.split("/", 1)[0] for name in listed.stdout.splitlines()}
    agreed = {"pyproject.toml", "tui", "tests", "screenshots", "README.md", "LICENSE", "CHANGELOG.md"}
    assert {name for name in top if not name.startswith(".")} <= agreed
