"""Random edits must give exactly the tokens of a full lex: `python -m tests.editing.fuzz_lexing --edits 10000`.

The suite runs fifty edits of each source through the same function.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence

from tui.editing.lexing import Highlighter, Token
from tui.editing.script_kinds import KINDS
from tui.editing.script_rules import FIRST_LINE
from tui.editing.script_scan import scan
from tui.editing.source import SourceText

JSX = """// A page, written as text that looks like JSX.
export default function Page({ title, items }: { title: string; items: string[] }) {
  const open = items.length > 0 && /^[a-z/]+$/i.test(title);
  return (
    <main className="page" data-id={'a' + "b"}>
      <h1>{title} isn't "quoted"</h1>
      {/* a comment in braces */}
      {items.map((item) => <li key={item}>{`#${item}`}</li>)}
      {open ? <a href="/x?y=1&z='2'">go</a> : null}
    </main>
  );
}
"""

TEMPLATES = """const deep = `one ${two(`three ${four[`five ${"six"} \\\\` + `seven`]} eight`)} nine`;
const sql = `
  select *
    from ${table}
   where id = '${id}' -- not a comment
     and name like "%${name.replace(/[%_]/g, (m) => `\\\\${m}`)}%"
`;
function tag(strings: TemplateStringsArray, ...values: unknown[]): string {
  return strings.raw.join(`$`) + values.length;
}
"""

REGEXES = """const a = /ab+c/gi, b = x / y / z, c = /[/\\]]+/.exec(s);
if (/^\\s*$/.test(line)) return /=/;
const d = a++ / 2; // not /a regex/
const e = { re: /(?<year>\\d{4})-\\d\\d/u, "s": 'it\\'s' };
module.exports = async (request: Request): Promise<Response> => new Response(null, { status: 204 });
type Pair<A, B> = [A, B]; enum Colour { Red, Green } declare const x
  : number;
"""

UNCLOSED = """/* opened and
 * closed */ const one = 1;
/* opened here
   "never closed
   'nor this
   ` nor that ${
function lost() { return super(a,
  b, c); }
// module
module name {
  x : y
}
"""

ODD = """\tconst tab = "\\t";\r\n\t\tlet crlf = `a\r\nb`;\r\n\
/* \U0001f680 emoji \U0001f469\u200d\U0001f467 */ const \u540d\u524d = 'x';\r\n\r\n
  #private = 0x1F + 0b101 + 1_000n; @decorate() class A extends B { static async *m() {} }
#! not a hashbang
<!-- html comment
x ?. y ?? z \\
  : w\r\nlabel: for (;;) { break label }
"""

MINIFIED = " ".join((TEMPLATES + REGEXES).replace("// not /a regex/", "").split("\n"))
"""One line, as bundlers write them."""

SOURCES = {
    "jsx": JSX,
    "templates": TEMPLATES,
    "regexes": REGEXES,
    "unclosed": UNCLOSED,
    "odd": ODD,
    "minified": MINIFIED * 4 + "\nlet after = 1;\n",
}

PIECES = (
    "`", "${", "}", "{", '"', "'", "/*", "*/", "//", "/", "\\", "\n", "\n\n", " ", "  ", "\t", "(", ")", ":", "?", ".",
    "*", "#", "@", "<!--", "a", "name", "const ", "return ", "module x", "super(a)", "type ", "x: y", "1.5e3", "=> ",
    "/re[/]x/g", "'str'", '"str"', "`t${v}t`", "/* c */",
    "<p>", "</p>", "<p ", "/>", "++", "=>", "#!", "\\\n", "case ",
    "// c\n", "\U0001f680", "\u540d", "$", "!", "= ", "\r\n",
)  # fmt: skip


def full_lex(lines: Sequence[str]) -> list[list[Token]]:
    """The tokens of every line, lexed from the top in one go and each line whole."""
    found: list[list[Token]] = []
    state = FIRST_LINE
    for line in lines:
        tokens, _, state = scan(line, 0, state, len(line))
        threes = zip(tokens[::3], tokens[1::3], tokens[2::3], strict=True)
        found.append([(start, end, KINDS[kind]) for start, end, kind in threes])
    return found


def random_edit(source: SourceText, chance: random.Random) -> tuple[int, int, int]:
    """Change the text somewhere; answers the edit as the highlighter is told."""

    def place() -> tuple[int, int]:
        line = chance.randrange(len(source.lines))
        return line, chance.randrange(len(source.lines[line]) + 1)

    start = place()
    kind = chance.random()
    if kind < 0.5:
        end, text = start, chance.choice(PIECES)
    elif kind < 0.75:
        end, text = (start[0], start[1] + chance.randrange(1, 4)), ""
    elif kind < 0.85:
        end, text = (min(len(source.lines) - 1, start[0] + 1), 0), ""
    elif kind < 0.95:
        end, text = place(), "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 8)))
        if abs(end[0] - start[0]) > 4:
            end = start
    else:
        first = chance.randrange(len(source.lines))
        end, text = start, "\n".join(source.lines[first : first + chance.randrange(1, 6)])
    done = source.replace(start, end, text)
    return done.first_line, done.old_line_count, done.new_line_count


def fuzz(name: str, edits: int, seed: int) -> None:
    """Edit a source at random, asking for parts of it as an editor does; compare with a full lex after each edit."""
    chance = random.Random(f"{name}-{seed}")
    original = SOURCES[name] * chance.randrange(1, 12)
    source = SourceText(original)
    highlighter = Highlighter(source.lines)
    for number in range(edits):
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            highlighter.edited(*random_edit(source, chance))
            if chance.random() < 0.5:
                first = chance.randrange(len(source.lines))
                column = chance.choice((0, 0, 500, 3000))
                highlighter.ensure(first, min(first + 10, len(source.lines) - 1), column, column + 120)
        while highlighter.work(0):
            pass
        found = [highlighter.tokens(line) for line in range(len(source.lines))]
        wanted = full_lex(source.lines)
        if found != wanted:
            line = next(n for n, (a, b) in enumerate(zip(found, wanted, strict=True)) if a != b)
            raise AssertionError(
                f"{name}, seed {seed}, edit {number}, line {line}: {source.lines[line]!r}\n"
                f"found  {found[line]}\nwanted {wanted[line]}"
            )
        if len(source.text) > 30_000 or chance.random() < 0.003:
            source = SourceText(original)
            highlighter = Highlighter(source.lines)


def main() -> None:
    """Run the long version."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--edits", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--source", choices=[*SOURCES], action="append")
    options = parser.parse_args()
    for name in options.source or SOURCES:
        fuzz(name, options.edits, options.seed)
        print(f"{name}: {options.edits} edits, tokens as of a full lex")


if __name__ == "__main__":
    main()
