"""The script lexer: held against Pygments' own on plain code, and against a real parser on everything else."""

from __future__ import annotations

import json
import re
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from pygments.lexer import Lexer
from pygments.lexers.javascript import TypeScriptLexer

from tests.cases import cases
from tests.editing.oracle import parsed
from tests.editing.random_scripts import RandomScript
from tui.editing.script_kinds import KINDS
from tui.editing.script_lexer import ScriptLexer
from tui.editing.script_rules import BEFORE, FIRST_LINE, OPEN, START
from tui.editing.script_scan import scan
from tui.editing.token_styles import style_of

_TOP = Path(__file__).parents[2]


def styles(text: str, lexer: Lexer | None = None) -> list[str | None]:
    """The style of each character; blanks that show none have none."""
    found: list[str | None] = []
    for _, kind, part in (lexer or ScriptLexer()).get_tokens_unprocessed(text):
        style = style_of(kind)
        found += [None if character.isspace() else style for character in part]
    return found


def parts(text: str, *wanted: str) -> list[str]:
    """The tokens of a text that have one of these styles."""
    return [part for _, kind, part in ScriptLexer().get_tokens_unprocessed(text) if style_of(kind) in wanted]


# The cases people reported.


def test_a_regular_expression_in_a_template_ends_there() -> None:
    text = '`${/"/}`; next();\nnext();'
    assert parts(text, "regex") == ['/"/']
    assert parts(text, "string") == []
    assert parts(text, "template") == ["`", "`"]


def test_a_regular_expression_behind_the_head_of_an_if() -> None:
    text = 'if (ok) /re"x/.test(y); const s = "t";\nconst n = 1;'
    assert parts(text, "regex") == ['/re"x/']
    assert parts(text, "string") == ['"t"']


def test_a_quote_colours_the_rest_of_its_line_at_most() -> None:
    lines = [f"const a{number} = call({number}, 'text'); // {number}" for number in range(40)]
    typed = [*lines[:20], lines[20][:12] + "'" + lines[20][12:], *lines[21:]]
    before, after = styles("\n".join(lines)), styles("\n".join(typed))
    start = len("\n".join(lines[:20])) + 1
    assert after[:start] == before[:start]
    assert after[start + len(lines[20]) + 1 :] == before[start + len(lines[20]) :]


def test_an_apostrophe_in_the_text_of_an_element_is_text() -> None:
    text = "const page = <p>it's {name}</p>;\nconst s = 'it';"
    assert parts(text, "string") == ["'it'"]
    # Also where no element can be seen: the string ends with its line.
    assert parts("<p>\nit's\n</p>\n'x'", "string") == ["'x'"]
    assert parts("it's\n'x'", "string") == ["'s", "'x'"]


def test_a_regular_expression_behind_an_arrow() -> None:
    text = "const bad = s => /[\"']/.test(s);\nconst a = 1;\nconst b = 'b';"
    assert parts(text, "regex") == ["/[\"']/"]
    assert parts(text, "string") == ["'b'"]


@cases(
    "text",
    [
        "const h = i++ / 2; const j = a[0] / 3;",
        "y = z! / 2, w = q / 3",
        "this / 2 / 3",
        "o.default / 2; r = o.in / 3",
        "o?.return / 2; this.#typeof / 3",
        "x = `t` / 2 / '3' / 4",
        "x = { a: 1 }.a / 2 / { b: 2 }.b",
        "a = (b) / 2 / (c)",
        "x\n/ 2 / 3",
    ],
)
def test_a_division(text: str) -> None:
    assert parts(text, "regex") == []


_OPERATOR_WORDS = "return typeof case in of instanceof void delete do else throw new yield await"


@cases("word", _OPERATOR_WORDS.split())
def test_a_regular_expression_behind_a_word(word: str) -> None:
    assert parts(f"x {word} /'/g; 'y'", "regex", "string") == ["/'/g", "'y'"]
    assert parts(f"x {word}\n/'/g; 'y'", "regex", "string") == ["/'/g", "'y'"]
    assert parts(f"o.{word} / 'y' / 2", "regex", "string") == ["'y'"]


def test_a_string_goes_on_behind_a_backslash_at_its_lines_end() -> None:
    assert parts("a = 'one \\\ntwo' + b;\nc = 'd';", "string") == ["'one \\", "two'", "'d'"]
    assert parts("a = 'one \\\n\ntwo", "string") == ["'one \\"]


def test_a_hashbang_stands_in_the_first_line_alone() -> None:
    assert parts("#!/usr/bin/env -S it's\nlet a", "comment") == ["#!/usr/bin/env -S it's"]
    assert parts("\n#!/usr/bin/env node", "comment") == []


def test_a_name_may_hold_every_mark() -> None:
    marks = [chr(code) for code in range(0x300, 0x10000) if unicodedata.category(chr(code)) in ("Mn", "Mc")]
    assert [mark for mark in marks if scan(f"a{mark}b", 0, START, 9).tokens[1] != 3] == []


# A real parser on everything else.

CORNERS = {
    "divisions.ts": """let a: any, o: any, i = 1, g: any;
const x = a++ / 2, y = a! / 2, z = o.in / 3 / o.default, w = [1][0] / 2, v = (a) / 2;
const t = `t` / 2 / ('s' as any) / 3; const u = a /* c */ / 2; const q = a /= 2;
const f = function () { return this / 2 / 3 }; class A { m() { return super.toString / 2 / 3 } }
const n = 1_000 / 0xFf_Fn / .5 / 1e-7 / 0b1n / 0o7; const k = { in: 1 }.in / 2 / g;
const d = o?.a / 2, e = o?.[0] / 2, s = a ?.5 : 1, h = i-- / 2 / g;
""",
    "regexes.ts": """declare const s: string, y: any; declare let a: any, ok: boolean;
if (ok) /re"x/.test(y); while (ok) /'/.test(s); for (;ok;) /`/.test(s);
const r = s => /["']/.test(s); const c = [/[/\\]]/, /[[a-z]--[b]]/v, /\\//u, /=/]; a = !/'/.test(s);
switch (a) { case /'/: break; default: /"/.test(s) } do /'/.test(s); while (ok) /'/.test(s);
{ } /'/.test(s); function f() { return /"/g } /'/g.test(s); a = ok ? /'/ : /"/; a = a / /'/;
label: /'/.test(s); l2: { } /'/.test(s); for (const x of /'/ as any) ; a = typeof /'/; a ??= /'/;
a = async () => { await /'/; }; function* g() { yield /'/; yield
/"/ } throw /'/;
""",
    "templates.ts": """let a: any, b: any; const t = `${/"/}`; const u = `a${`b${`c${{ a: { b: 1 } }.a}`}`}` + '}';
type T = `x${string}y`; const v = `\\`$\\${$${a}`; const w = a`x${() => { return `}` }}`;
const m = `
  // it's text ${a /* it's a comment ` */} /* "
`; const e = `${a}${b}`, n = `${`${`${a}`}`}`, o = `${{}}`;
""",
    "strings.ts": """const a = 'one\\
two', b = "\\"", c = '\\\\', d = "// no", e = '/* no */', f = "\\
", g = 'it\\'s'; import x from "y"; export * from 'z'; const o = { 'a': 1, "b": 2 };
""",
    "types.ts": """type A<T> = T extends `a${infer B}` ? "x" : 'y'; interface I { (a: string): void; b?: 1;
  readonly 'c': 1 }
const a = <T,>(x: T) => x, b = <T extends A<string>>(x: T): x is T => true, c = <string>a, d = <any>"x", e = <A<'x'>>a;
let x = a as unknown as string, y = { a: 1 } as const, z = [1] satisfies number[];
abstract class C<T> { declare a: string;
  #p = 1; static #q?: A<'x'>; static { /'/.test('x'); } constructor(private readonly x: string, public y?: 'z') { }
  get [Symbol.iterator](): any { return this.#p / 2 / 3 }
  @dec('x') accessor m = /'/; static async *n<T>() { yield /'/ } }
enum E { A = 1, 'B' = 2, C = "c".length } namespace N { export const a = /'/ } declare module "m" { let a: 'x' }
function f(this: any, a?: 'x', ...b: string[]): asserts a is 'x' { } let g = a < b > (c), h: typeof a = x!, i = x!.y!;
function dec(x: string): any { return x } let j = f<'x'>, k = new Map<string, Array<'x'>>(), l: new () => void;
""",
    "words.ts": """let of: any, type = 1, async: any, get = 1, from = 'x', as: any, set, satisfies: any, module: any,
  declare;
of / 2 / type; get / 2 / from.length; as / 2; async / 2 / 3; satisfies / 2; module.exports = of / as / 2;
const o = { if: /'/, for: 1, return: 'x', class: /"/, default: /'/, new() { return /'/ },
  delete: 1, get: /'/, async: /'/ };
o.if / 2 / o.for; o.return / 2; o.class / 2 / o.default; type /* ' */ T = 'x'; export default { a: /'/ }
""",
    "elements.tsx": """const name: any = 1, A: any = {}, items: any = [], ok = true;
const a = <p>it's {name}</p>, b = <A.B title="it's" x='"' y={'z'} {...name}>say "so" // no comment</A.B>;
const c = <>a {/* it's a comment */} {items.map((i: any) => <li key={i}>{`#${i}`} isn't</li>)} 1 / 2 / 3</>;
const d = ok ? <br/> : <hr a={1 / 2} /* it's */ b="c" // it's
 />; const e = ok && <p
  id="x"
>don't
  'quote' {ok ? <b>it's</b> : null} `me`
</p>; const f = () => <A x="y">it's</A>; const g = 'after' + <p></p> + "x";
const h = <data-x a:b="c">it&apos;s</data-x>; if (ok) <p>it's</p>; function F() { return <p>'</p> / 2 / 3 }
const i = <T,>(x: T) => x, j = <T extends A>(x: T) => 'x', k = 1 < 2, l = (1) < name, m = <A a=<b>it's</b> />;
""",
    "comments.ts": """#!/usr/bin/env -S it's
/* it's */ let a = 1; // "x
/**/ /***/ /* ' */ let b = a /* " */ / 2; // `
/*
 * it's ` " ${
 */ const c = '/*', d = /\\/\\*/, e = /[/*]/; /* / */ let f = a //'
/ 2 / 3; // end""",
}


def literals(text: str) -> list[str | None]:
    """What the lexer takes each character for, as `oracle` tells it."""
    shown = ("string", "template", "regex", "number", "comment")
    found: list[str | None] = []
    for _, kind, part in ScriptLexer().get_tokens_unprocessed(text):
        style = style_of(kind)
        found += [style if style in shown else None] * len(part)
    return found


def assert_as_parsed(text: str, wanted: list[str | None]) -> None:
    found = literals(text)
    assert len(found) == len(wanted) == len(text)
    for column, (ours, theirs) in enumerate(zip(found, wanted, strict=True)):
        # A line end belongs to no line.
        if ours != theirs and text[column] != "\n":
            around = text[max(0, column - 60) : column + 30]
            raise AssertionError(f"{around!r}: at {text[column : column + 10]!r} {ours}, the parser says {theirs}")


@pytest.mark.app
def test_corners_are_what_a_parser_says(tmp_path: Path) -> None:
    found = parsed(CORNERS, tmp_path)
    assert set(found) == set(CORNERS)
    for name, wanted in found.items():
        assert_as_parsed(CORNERS[name], wanted)


@pytest.mark.app
def test_random_programs_are_what_a_parser_says(tmp_path: Path) -> None:
    sources = {
        f"{number}.{'tsx' if number % 2 else 'ts'}": RandomScript(number, jsx=bool(number % 2)).program()
        for number in range(200)
    }
    found = parsed(sources, tmp_path)
    # A few trip over a fault of Deno's parser: a function with type parameters in a template in a template.
    assert len(found) > 0.9 * len(sources)
    for name, wanted in found.items():
        assert_as_parsed(sources[name], wanted)


# Pygments' own lexer on plain code.


def _codes(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "code" and isinstance(inner, str):
                yield inner
            yield from _codes(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _codes(inner)
    elif isinstance(value, str) and value[:1] in ("{", "["):
        try:
            yield from _codes(json.loads(value))
        except ValueError:
            return


def _plain_code() -> list[str]:
    """The examples of the sandbox, and what was recorded of servers."""
    examples = [path.read_text("utf-8") for path in sorted((_TOP / "tui/sandbox/examples").glob("*.[jt]s"))]
    recorded = [
        code
        for path in sorted((_TOP / "tests/wire").glob("*.jsonl"))
        for row in path.read_text("utf-8").splitlines()
        for code in _codes(json.loads(row))
    ]
    return [*examples, *dict.fromkeys(recorded)]


def _is_deliberate(text: str, start: int, end: int, theirs: str | None, ours: str | None) -> bool:
    """Whether a difference to Pygments is one of those that are meant."""
    line_start = text.rfind("\n", 0, start) + 1
    before = text[line_start:start].rstrip()
    if theirs == "type" and before.endswith(":"):
        # Behind a colon a number, a constant, a keyword is one; only a name is taken for a type, and not behind `? :`.
        return ours in ("number", "constant", "keyword", "declaration") or "?" in before
    if re.search(r"\.#?[\w$]*$", before):
        # Behind a dot there is a name, whatever it means elsewhere.
        return ours is None
    if re.match(r"\s*\??\s*:", text[end:]):
        # So there is before a colon.
        return ours is None or ours in ("keyword", "constant", "number")
    if text[start:end] == "satisfies" or re.fullmatch(r"_\w+", text[start:end]):
        # A keyword, and a number's digits behind a separator.
        return ours in ("keyword", "number")
    # A string without an end goes to the end of its line.
    return (ours == "string" and text[start:].split("\n")[0].count(text[start]) == 1) or (
        theirs is None and ours == "string"
    )


def test_plain_code_looks_as_with_pygments_own_lexer() -> None:
    codes = _plain_code()
    assert sum(map(len, codes)) > 8000
    theirs_lexer = TypeScriptLexer()
    for text in codes:
        text = text.replace("\r\n", "\n")
        theirs, ours = styles(text, theirs_lexer), styles(text)
        assert len(theirs) == len(ours)
        start = 0
        while start < len(text):
            end = start + 1
            if theirs[start] != ours[start]:
                while end < len(text) and theirs[end] != ours[end] and theirs[end] == theirs[start]:
                    end += 1
                assert _is_deliberate(text, start, end, theirs[start], ours[start]), (
                    text[text.rfind("\n", 0, start) + 1 : end],
                    theirs[start],
                    ours[start],
                )
            start = end


# Time and states.

RUNS = (
    "a.", "(", "[", "{", "}", "`${", "<a ", "<a>", "=/[", "=/", "'", '"\\', "a:", "x?", "a?:b", "<A>", "<", "/*", "*/",
    "/", "\\", "a ", "\t", "0", "0x", "1e", "@", "#", "\u00e9", "e\u0301", "x as ", "case ", "?.", "(a,", " ", "!",
    "<T extends ", "`", "/a[", "u\\u{", "a <b", "{a:", "a:b.c", "<A\t", "  !", "a ?", "module ", "</", "-", "=>",
)  # fmt: skip


def _seconds(text: str) -> float:
    began = time.thread_time()
    scan(text, 0, START, len(text))
    return time.thread_time() - began


def _grows_with_the_text(start: str, unit: str) -> bool:
    """Whether sixteen times the text takes about sixteen times the time: with one step too many it is 250 times.

    Measured until it is seen once: what else the machine does can only make it look slower.
    """
    short, long = start + unit * (250 // len(unit)), start + unit * (4000 // len(unit))
    return any(_seconds(long) < 80 * max(_seconds(short), 2e-5) for _ in range(5))


def test_time_grows_no_faster_than_the_text() -> None:
    runs = [(start, unit) for start in ("", "x = ", "<p>", "`") for unit in RUNS]
    assert [run for run in runs if not _grows_with_the_text(*run)] == []


@pytest.mark.parametrize("text", [*CORNERS.values(), *RUNS], ids=range(len(CORNERS) + len(RUNS)))
def test_a_line_can_be_left_and_entered_at_any_token(text: str) -> None:
    state = FIRST_LINE
    for line in (text * 2).split("\n"):
        whole = scan(line, 0, state, len(line))
        assert set(whole.state[:-1]) <= set(OPEN)
        assert whole.state[-1] in BEFORE
        assert b"".join(bytes((kind,)) for kind in whole.tokens[2::3]).count(len(KINDS)) == 0
        position, tokens = 0, []
        while position < len(line):
            step = scan(line, position, state, position + 1)
            tokens += step.tokens
            position, state = step.end, step.state
        assert tokens == whole.tokens
        state = whole.state
