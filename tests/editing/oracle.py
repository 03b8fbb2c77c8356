"""What a real parser says of a source: which characters are strings, templates, regular expressions, numbers, comments.

Deno's linter hands each file's syntax tree to plugins, with ranges, and needs no network: one process reads many files.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_PLUGIN = """
const say = (context, kind, range) => console.log(JSON.stringify([context.filename, kind, range]));
export default {
  name: "oracle",
  rules: {
    ranges: {
      create(context) {
        const template = (node) => {
          say(context, "template", [node.range[0], node.range[0] + 1]);
          say(context, "template", [node.range[1] - 1, node.range[1]]);
        };
        return {
          Program() {
            say(context, "parsed", [0, 0]);
            for (const comment of context.sourceCode.getAllComments()) say(context, "comment", comment.range);
          },
          Literal(node) {
            if (node.regex) say(context, "regex", node.range);
            else if (typeof node.value === "string") say(context, "string", node.range);
            else if (typeof node.value === "number" || typeof node.value === "bigint") {
              say(context, "number", node.range);
            }
          },
          TemplateLiteral: template,
          TSTemplateLiteralType: template,
          TemplateElement: (node) => say(context, "template", node.range),
        };
      },
    },
  },
};
"""
_CONFIG = {"lint": {"plugins": ["./plugin.js"], "rules": {"tags": [], "include": ["oracle/ranges"]}}}


def deno() -> Path:
    """Where the `deno` of this environment is; the package is a dependency of the tests."""
    return Path(sys.executable).with_name("deno")


def parsed(sources: Mapping[str, str], folder: Path) -> dict[str, list[str | None]]:
    """For each file name and its text, what each character is; None for what is no literal and no comment.

    What does not parse is left out: it proves nothing.
    """
    (folder / "plugin.js").write_text(_PLUGIN, encoding="utf-8")
    (folder / "deno.json").write_text(json.dumps(_CONFIG), encoding="utf-8")
    for name, text in sources.items():
        (folder / name).write_bytes(text.encode())
    done = subprocess.run(
        [str(deno()), "lint", "--config", "deno.json", *sources],
        cwd=folder,
        env={**os.environ, "DENO_DIR": str(folder / "deno"), "NO_COLOR": "1", "DENO_NO_UPDATE_CHECK": "1"},
        capture_output=True,
        timeout=120,
        check=False,
    )
    found: dict[str, list[str | None]] = {}
    units: dict[str, list[int]] = {}
    ranges: dict[str, list[tuple[str, int, int]]] = {name: [] for name in sources}
    for row in done.stdout.decode().splitlines():
        if row.startswith("["):
            filename, kind, (start, end) = json.loads(row)
            name = Path(filename).name
            if kind == "parsed":
                # Deno does not count a hashbang among the comments.
                hashbang = len(sources[name].split("\n")[0]) if sources[name].startswith("#!") else 0
                found[name] = ["comment"] * hashbang + [None] * (len(sources[name]) - hashbang)
                units[name] = _columns(sources[name])
            ranges[name].append((kind, start, end))
    for name, kinds in found.items():
        for kind, start, end in ranges[name]:
            for column in range(units[name][start], units[name][end]):
                kinds[column] = kind
    return found


def _columns(text: str) -> list[int]:
    """For each offset in UTF-16 units, as JavaScript counts, the one in code points."""
    columns: list[int] = []
    for number, character in enumerate(text):
        columns += [number] * (2 if ord(character) > 0xFFFF else 1)
    return [*columns, len(text)]
