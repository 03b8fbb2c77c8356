"""What the rules of the house look at: which module imports which, and what classes are made of, read from the source.

Everything is a function over sources, so that a test can plant a violation.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

Graph = Mapping[str, frozenset[str]]
"""Modules, and which of them each one imports: at the top, in functions and under TYPE_CHECKING."""


def sources_of(top: Path) -> dict[str, str]:
    """The source of every module of a package, by its dotted name."""
    found = {}
    for path in sorted(top.rglob("*.py")):
        parts = path.relative_to(top.parent).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path.read_text(encoding="utf-8")
    return found


def import_graph(sources: Mapping[str, str]) -> Graph:
    """Which of these modules import which."""
    return {name: _all_imported(source) & sources.keys() - {name} for name, source in sources.items()}


@cache
def parsed_source(source: str) -> ast.Module:
    """A source's tree, made once for all that look at it."""
    return ast.parse(source)


def statements(tree: ast.AST) -> Iterator[ast.stmt]:
    """The statements of a module at every depth; what they are made of is not looked through, which takes long."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        for name in ("body", "orelse", "finalbody", "handlers", "cases"):
            # An expression may have a body too: that of a lambda is no list.
            inside = getattr(node, name, ())
            waiting += inside if isinstance(inside, list) else ()
        if isinstance(node, ast.stmt):
            yield node


@cache
def _all_imported(source: str) -> frozenset[str]:
    return frozenset(_imported(source))


def _imported(source: str) -> Iterator[str]:
    for node in statements(parsed_source(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            # `from tui.a import b` may name the module tui.a.b.
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def private_modules(source: str) -> list[str]:
    """The modules of Textual's own that a source imports from: what is in them has no name that is promised to stay."""
    every = _all_imported(source)
    return sorted({each for each in every if each.startswith("textual.") and each.split(".")[-1].startswith("_")})


def circles(graph: Graph) -> list[list[str]]:
    """The groups of modules that import each other in a circle."""
    reached = {module: _reached(graph, module) for module in graph}
    found = {tuple(sorted({module} | {other for other in reached[module] if module in reached[other]}))
             for module in graph if module in reached[module]}  # fmt: skip
    return sorted(map(list, found))


def _reached(graph: Graph, start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        module = waiting.pop()
        if module not in seen:
            seen.add(module)
            waiting += graph[module]
    return seen


def arrows_back(graph: Graph) -> list[str]:
    """Imports within `tui.app` that run back up or across: features → shell → widgets is the only way."""
    return sorted(
        f"{module} -> {imported}"
        for module, every in graph.items()
        for imported in every
        if not _may_import(module.split("."), imported.split("."))
    )


_ABOVE = (["features"], ["view_routes"], ["key_table"])
"""Modules of `tui.app` that stand above the features, and may know them all."""


def _may_import(module: list[str], imported: list[str]) -> bool:
    # These two know all features: whoever knew them would know these too.
    if imported[:3] == ["tui", "app", "features"]:
        return module in (["tui", "__main__"], ["tui", "app", "key_table"])
    if imported[:3] == ["tui", "app", "view_routes"]:
        # A part of it, which puts the views together.
        return module == ["tui", "app", "features"]
    if imported[:3] == ["tui", "app", "key_table"]:
        return False
    if imported[:2] != ["tui", "app"] or module[:2] != ["tui", "app"] or module[2:] in _ABOVE:
        return True
    if len(imported) == 2 or len(module) == 2 or imported[2] in (module[2], "widgets"):
        return True
    return imported[2] == "shell" and module[2] != "widgets"


class ClassFacts(NamedTuple):
    """A class of ours with its own bases; `depth` is 1 for one that stands directly under a library's."""

    depth: int
    lines: int
    methods: int
    is_error: bool


class _Class(NamedTuple):
    node: ast.ClassDef
    bases: tuple[str, ...]


def class_facts(sources: Mapping[str, str]) -> dict[str, ClassFacts]:
    """What every class of these modules is, by its dotted name; lines and methods over all its own bases."""
    classes = {
        name: each for module, source in sources.items() for name, each in _classes(module, parsed_source(source))
    }
    return {name: _facts(name, classes) for name in classes}


def _classes(module: str, tree: ast.Module) -> Iterator[tuple[str, _Class]]:
    known = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in statements(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    known |= {node.name: f"{module}.{node.name}" for node in tree.body if isinstance(node, ast.ClassDef)}
    for node in statements(tree):
        if isinstance(node, ast.ClassDef):
            bases = (base.value if isinstance(base, ast.Subscript) else base for base in node.bases)
            named = tuple(known.get(each, each) for each in map(ast.unparse, bases))
            yield f"{module}.{node.name}", _Class(node, named)


def _facts(name: str, classes: Mapping[str, _Class]) -> ClassFacts:
    every = _with_bases(name, classes)
    nodes = [classes[each].node for each in every]
    is_error = any(base.endswith(("Exception", "Error")) for each in every for base in classes[each].bases)
    return ClassFacts(
        _depth(name, classes),
        sum((node.end_lineno or node.lineno) - node.lineno + 1 for node in nodes),
        sum(isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) for node in nodes for each in node.body),
        is_error,
    )


def _with_bases(name: str, classes: Mapping[str, _Class]) -> Iterable[str]:
    found = [name]
    for each in found:
        found += [base for base in classes[each].bases if base in classes and base not in found]
    return found


def _depth(name: str, classes: Mapping[str, _Class]) -> int:
    return 1 + max((_depth(base, classes) for base in classes[name].bases if base in classes), default=0)
