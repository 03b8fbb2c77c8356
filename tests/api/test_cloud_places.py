"""Every place that a cloud project named, marked in the code that was sent: each captured refusal and build log."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tests.api.calls import ask, call_of
from tests.api.replay import serving
from tests.api.wire import Exchange, each, exchanges
from tui.api.client import Client
from tui.editing.build_log import problems_in_build_log, telling_entries
from tui.editing.diagnostics import place_refusals
from tui.errors import Refused
from tui.model.function import WriteAnswer
from tui.model.problem import Problem
from tui.model.secret import Secret
from tui.model.server import BuildLog

DECLARED = '"{}" is declared more than once. Please change one of them to another name and redeploy.'
TYPE_ERRORS = [
    (3, 9, '  const x: number = "a";', "TS2322 [ERROR]: Type 'string' is not assignable to type 'number'."),
    (4, 25, "  return new Response(x.foo);", "TS2339 [ERROR]: Property 'foo' does not exist on type 'number'."),
]
MARKS: Mapping[str, list[tuple[int, int, str, str]]] = {
    "activate draft with errors": [
        (1, 7, "const a = 1;", DECLARED.format("a")),
        (2, 7, "const a = 2;", DECLARED.format("a")),
    ],
    "update declared twice": [
        (1, 7, "const LIMIT = 1;", DECLARED.format("LIMIT")),
        (3, 7, "const LIMIT = 3;", DECLARED.format("LIMIT")),
    ],
    "update syntax error": [(1, 11, "const a = ;", "Syntax error: Expression expected.")],
    "update syntax errors, many": [
        (1, 10, "function (", "Syntax error: Identifier expected."),
        (2, 5, "let x = 'abc", "Syntax error: ',' expected."),
        (2, 13, "let x = 'abc", "Syntax error: Unterminated string literal."),
        (3, 1, "}}", "Syntax error: ',' expected."),
        (3, 2, "}}", "Syntax error: Parameter declaration expected."),
        (
            *(4, 22, "export default async function(req: Request) {"),
            "Syntax error: Identifier expected. 'function' is a reserved word that cannot be used here.",
        ),
        (4, 30, "export default async function(req: Request) {", "Syntax error: Identifier expected."),
    ],
    "update type error": TYPE_ERRORS,
    "update type error with Windows line ends": TYPE_ERRORS,
    "update legacy with a type error": [
        (3, 25, "  return new Response(n.nope());", "TS2339 [ERROR]: Property 'nope' does not exist on type '1'.")
    ],
    "update Deno.serve": [
        (
            *(1, 1, "Deno.serve(() => new Response('x'))"),
            'Function source cannot contain Deno.serve(). Use "export default async function(req: Request)" instead; '
            "the router handles serving automatically.",
        )
    ],
}
"""By name: line and column from 1, the code's line, the words."""

LOG_WORDS = "SyntaxError: Identifier 'LIMIT' has already been declared"
# The stand-in behind the captured server named line 7 of whatever it was given.
LOG_CODE = ["", "", "", "", "", "const LIMIT = 2;", "export default async () => new Response();"]


def lines_of(exchange: Exchange) -> list[str]:
    """The code that was checked: what this exchange sent, or the last one before it for its function."""
    before = exchanges()[: exchanges().index(exchange) + 1]
    codes = [
        sent["code"]
        for one in before
        if one.version == exchange.version and isinstance(sent := one.sent_json(), dict) and "code" in sent
    ]
    return str(codes[-1]).replace("\r\n", "\n").split("\n")


def marks(problems: tuple[Problem, ...], lines: list[str]) -> list[tuple[int, int, str, str]]:
    placed = [(one.range, one.message) for one in problems]
    return [
        (where.start_line + 1, where.start_column + 1, lines[where.start_line], words)
        for where, words in placed
        if where is not None
    ]


@each(lambda one: one.version == "head-cloud" and one.status == 400)
async def test_every_place_of_a_refusal_is_marked_at_its_line(exchange: Exchange) -> None:
    lines = lines_of(exchange)
    async with serving(exchange.reply()) as server, Client(server.url, Secret("ik_key")) as client:
        try:
            await ask(client, exchange)
        except Refused as error:
            problems = place_refusals(error.refusals, lines)
    if exchange.name == "create reserved slug":
        assert [(one.range, one.message) for one in problems] == [(None, json.loads(exchange.body)["message"])]
    else:
        assert marks(problems, lines) == MARKS[exchange.name]
        assert len(problems) == len(MARKS[exchange.name])


@each(lambda one: (call_of(one) == "logs.build_log" and '"failed"' in one.body) or '"buildLogs"' in one.body)
async def test_every_place_of_a_build_log_is_marked_at_its_line(exchange: Exchange) -> None:
    async with serving(exchange.reply()) as server, Client(server.url, Secret("ik_key")) as client:
        answer = await ask(client, exchange)
    match answer:
        case BuildLog():
            log = answer.lines
        case WriteAnswer(deployment=deployment) if deployment is not None:
            log = deployment.build_logs
        case _:
            raise AssertionError(answer)
    assert marks(problems_in_build_log(log, "cloud-one", LOG_CODE), LOG_CODE) == [(6, 7, LOG_CODE[5], LOG_WORDS)]
    assert LOG_WORDS in telling_entries(log)[0]
