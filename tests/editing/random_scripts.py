"""Random programs that parse: TypeScript, or TypeScript with JSX, from a small grammar and a seed."""

from __future__ import annotations

import random
from collections.abc import Callable

_NAMES = ("a", "b1", "$", "_x", "名前", "of", "type", "from", "as", "get", "set", "module", "naïve", "undefined")
_MEMBERS = (*_NAMES, "default", "in", "delete", "return", "typeof", "class", "if", "case", "function", "new", "this")
_NUMBERS = (
    "0",
    "1",
    "12.5",
    ".5",
    "1.",
    "1e3",
    "1E-3",
    "0x1F",
    "0b1_01",
    "0o17",
    "1_000",
    "10n",
    "0xFFn",
    "1_0.2_5e+1_0",
)
_REGEXES = (
    "/a/", "/[/]/g", "/[\"']/", "/\\//u", "/[^\\]\"/`]+/gi", "/`${/", "/=/", "/(?<year>\\d{4})/u", "/\\[/",
    "/[[a-z]--[b]]/v", "/'/", "/a*/y", "/\\/\\*/", "/[/*]/", "/\u00e9\U0001f680/u",
)  # fmt: skip
_STRINGS = (
    '""', "''", '"it\'s"', "'say \"so\"'", '"\\""', "'\\\\'", '"// no"', "'/* no */'", '"`${"', "'\U0001f680'",
    "'a\\\nb'", '"\\\n"', "'</p>'", '"\\u{1F680}"',
)  # fmt: skip
_COMMENTS = (
    "// it's\n",
    '/* " */',
    "/* `${ */",
    "// /*\n",
    "/**/",
    "/*\n ' */",
    "// `\n",
    "/* // */",
    "\n",
    "\n\n",
    "  ",
)
_BINARY = ("+", "-", "*", "/", "%", "<", ">", "<=", "&&", "||", "===", "!=", "|", "&", "^", "<<", ">>", ">>>", "in",
           "instanceof")  # fmt: skip
_TYPES = ("string", "number[]", "A", "A<B>", "{ a: string; b?: number }", "() => void", "'x' | \"y\"", "1 | 2n",
          "`a${string}b`", "readonly A[]", "keyof A", "[A, ...B[]]", "typeof a", "A['b']", "unknown")  # fmt: skip


class RandomScript:
    """A generator of one program."""

    def __init__(self, seed: int, *, jsx: bool) -> None:
        self._chance = random.Random(seed)
        self._jsx = jsx
        self._left = 120

    def program(self) -> str:
        """Some statements; the first one may be a hashbang."""
        start = self._one(("", "", "#!/usr/bin/env -S it's\n"))
        return start + "".join(self._statement() for _ in range(self._chance.randrange(3, 9)))

    def _one(self, choices: tuple[str, ...]) -> str:
        return self._chance.choice(choices)

    def _pick(self, *makers: Callable[[], str]) -> str:
        self._left -= 1
        return self._chance.choice(makers)()

    def _gap(self) -> str:
        """What may stand between two tokens where a line end changes nothing."""
        return self._one(_COMMENTS) if self._chance.random() < 0.15 else self._one(("", " "))

    # Expressions

    def _name(self) -> str:
        return self._one(_NAMES)

    def _atom(self) -> str:
        return self._pick(
            self._name,
            lambda: self._one(_NUMBERS),
            lambda: self._one(_STRINGS),
            lambda: self._one(_REGEXES),
            lambda: self._one(("this", "null", "true", "[]", "({})")),
        )

    def _expression(self) -> str:
        if self._left <= 0:
            return self._atom()
        makers = [
            self._atom,
            self._binary,
            self._binary,
            self._binary,
            self._template,
            self._suffix,
            self._suffix,
            lambda: f"({self._gap()}{self._expression()}{self._gap()})",
            lambda: f"[{self._gap()}{self._expression()},{self._gap()}...{self._operand()}]",
            lambda: f"({self._expression()} ? {self._expression()} :{self._gap()}{self._expression()})",
            self._object,
            self._function,
            lambda: f"{self._one(('!', '-', '~', 'typeof ', 'void '))}{self._operand()}",
            lambda: f"({self._name()} = {self._expression()})",
            lambda: f"({self._name()} as {self._one(_TYPES)})",
            lambda: f"({self._operand()} satisfies {self._one(_TYPES)})",
            lambda: f"new Map<{self._one(_TYPES)}, A>({self._expression()})",
        ]
        makers.append(self._element if self._jsx else lambda: f"(<{self._one(_TYPES)}>{self._operand()})")
        return self._pick(*makers)

    def _operand(self) -> str:
        """What may stand on both sides of any operator."""
        return self._pick(
            self._name,
            lambda: self._one(_NUMBERS[:3]),
            lambda: f"({self._expression()})",
            self._suffix,
            lambda: self._one(_STRINGS),
        )

    def _binary(self) -> str:
        right = self._pick(self._operand, lambda: self._one(_REGEXES))
        operator = self._one(_BINARY)
        if operator in ("<", "<<") and right[:1].isalpha():
            # A call with type arguments and a comparison look alike to a parser that sees more.
            right = f"({right})"
        left = self._operand()
        if operator == "/" and right[:1] == "/":
            return f"{left} / {right}"
        return f"({left} {operator}{self._gap() or ' '}{right})"

    def _suffix(self) -> str:
        return self._pick(
            lambda: f"{self._name()}.{self._one(_MEMBERS)}",
            lambda: f"{self._name()}?.{self._one(_MEMBERS)} / 2",
            lambda: f"{self._name()}?.[{self._expression()}]",
            lambda: f"{self._name()}[{self._expression()}] / 3",
            lambda: f"{self._one(('a', 'b1', '$'))}(\n{self._expression()},{self._gap()}{self._expression()})",
            lambda: f"({self._one(('a', '_x'))}++ / 2)",
            lambda: f"({self._one(('a', '_x'))}-- / {self._operand()})",
            lambda: f"{self._one(('a', '_x'))}! / {self._operand()}",
            lambda: f"{self._one(('a', '_x'))}!.b",
            lambda: f"(!{self._one(_REGEXES)}.test(a))",
            lambda: f"a{self._template()}",
        )

    def _template(self) -> str:
        parts = self._one(("", "it's", '"', "$", "$a", "\\`", "\\${", "//", "/*", "\n", "名\U0001f680", "}", "{"))
        for _ in range(self._chance.randrange(3)):
            self._left -= 10
            parts += f"${{{self._gap()}{self._expression()}{self._gap()}}}"
            parts += self._one(("", " ' ", "\n\n", "/"))
        return f"`{parts}`"

    def _object(self) -> str:
        entries = [
            f"{self._one(_MEMBERS)}: {self._expression()}",
            f"{self._one(_STRINGS[:4])}:{self._gap()}{self._expression()}",
            f"[{self._expression()}]: {self._one(_REGEXES)}",
            f"{self._one(_MEMBERS)}() {{ {self._statement()} }}",
            f"...{self._operand()}",
            "get a() { return /'/; }",
            f"async *{self._one(_MEMBERS)}() {{}}",
        ]
        self._chance.shuffle(entries)
        inside = f",{self._gap()}".join(entries[: self._chance.randrange(1, 4)])
        # In parentheses: what is divided, and what a statement would take for a block.
        return f"({{{self._gap()}{inside}{self._gap()}}} / 2)" if self._chance.random() < 0.5 else f"({{ {inside} }})"

    def _function(self) -> str:
        return self._pick(
            lambda: f"(a => {self._operand()})",
            lambda: f"(s => {self._one(_REGEXES)})",
            lambda: f"((a: {self._one(_TYPES)}, b1?: A): {self._one(_TYPES)} => {{ {self._statement()} }})",
            lambda: f"(async (a = {self._expression()}) => {{ await {self._operand()}; }})",
            lambda: f"(function* () {{ yield {self._expression()}; yield {self._one(_REGEXES)}; }})",
            lambda: "(<T,>(a: T) => a)",
            lambda: "(<T extends A>(a: T) => a)",
        )

    def _element(self) -> str:
        text = self._one(
            ("it's", 'say "so"', "a `b` {/* c */}", "// no comment", "/* none */", "\n  don't\n", "", "1 / 2")
        )
        return self._pick(
            lambda: f"<p>{text}</p>",
            lambda: f"<A.B title=\"it's\" a-b='x' {{...a}}>{text}{{{self._expression()}}}{text}</A.B>",
            lambda: f"<br a={{{self._expression()}}} />",
            lambda: f"<>{text}{self._element() if self._left > 0 else ''}</>",
            lambda: f"<p\n  b\n>{{a ? <b>it's</b> : null}}\n{text}</p>",
        )

    # Statements

    def _statement(self) -> str:
        if self._left <= 0:
            return ";\n"
        name = self._name() if self._chance.random() < 0.5 else "a"
        return self._pick(
            lambda: f"{self._one(('var', 'let'))} v = {self._expression()};{self._gap()}\n",
            lambda: f"var v: {self._one(_TYPES)} ={self._gap()}{self._expression()};\n",
            lambda: f"({self._expression()});\n",
            lambda: f"if ({self._expression()}) {self._one(_REGEXES)}.test({self._operand()});\n",
            lambda: f"if (a) {{ {self._statement()} }}\n{self._one(_REGEXES)}.exec(a);\n",
            lambda: f"while ({self._expression()}) {{ break; }} {self._one(_REGEXES)}.test(a);\n",
            lambda: f"for (var i = 0; i < (9); i++) {self._one(_REGEXES)};\n",
            lambda: f"for (const x of {self._expression()}) {{ {self._statement()} }}\n",
            lambda: f"for (const x in {self._one(_REGEXES)}) x / 2;\n",
            lambda: f"do {self._one(_REGEXES)}.test(a); while (a / 2);\n",
            lambda: (
                f"switch ({name}) {{ case {self._expression()}: {{ {self._statement()} }} "
                f"case {self._one(_REGEXES)}: {self._one(_REGEXES)}; default: {self._statement()} }}\n"
            ),
            lambda: f"try {{ {self._statement()} }} catch (e) {{ throw {self._one(_REGEXES)}; }} finally {{}}\n",
            lambda: f"l{self._left + 999}: {{ {self._statement()} }} {self._one(_REGEXES)};\n",
            lambda: "for (;;) { break }\n",
            lambda: f"function f(a: {self._one(_TYPES)}): A<B> {{ return {self._expression()}; }}\n",
            lambda: f"async function f() {{ for await (const x of {self._operand()}) {self._one(_REGEXES)}; }}\n",
            self._class,
            lambda: f"{{ interface I<T> extends A {{ {self._one(_MEMBERS)}?: {self._one(_TYPES)}; (a: T): B; }} }}\n",
            lambda: f"{{ type T<A> = A extends {self._one(_TYPES)} ? {self._one(_TYPES)} : never; }}\n",
            lambda: "{ enum E { A = 1, B = 'it\\'s', C = 1 << 2 } }\n",
        )

    def _class(self) -> str:
        members = [
            f"{self._one(_MEMBERS[:8])} = {self._expression()};",
            f"#p: {self._one(_TYPES)} = {self._expression()};",
            f"private readonly x?: {self._one(_TYPES)};",
            f"static {{ {self._statement()} }}",
            f"@dec() async *{self._one(_MEMBERS)}(a: A): B {{ {self._statement()} }}",
            f"get {self._one(_MEMBERS)}() {{ return this.#p / 2 / {self._operand()}; }}",
            "declare y: string;",
        ]
        chosen = [members[1], *self._chance.sample(members[2:], 2), members[0]]
        return f"{{ class C<T> extends A<T> {{ {self._gap()}{'; '.join(chosen)} }} }}\n"
