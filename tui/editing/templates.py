"""What a new function can begin with: small programs that run, in the form that a server's runtime runs.

Data. Self-hosted runtimes take JavaScript with `module.exports` and give `createClient`; cloud projects take a
TypeScript module with a default export, and check its types. Owns the texts; refuses to know servers and screens.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_TYPE = re.compile(r"<<(.*?)>>")
"""What stands in the TypeScript form alone."""


class Template(NamedTuple):
    """One beginning. `title` and `about` are for the user to choose by.

    `body` stands in the handler, `before` and `after` around it; `imports` is for the cloud's form alone.
    """

    name: str
    title: str
    about: str
    before: str
    body: str
    after: str = ""
    imports: str = ""


def code_of(template: Template, *, cloud: bool) -> str:
    """The code of a template, as a cloud project's runtime runs it, or a self-hosted server's."""
    opening = (
        "export default async function (request: Request)" if cloud else "module.exports = async function (request)"
    )
    parts = (
        f"{template.imports}\n" if cloud and template.imports else "",
        template.before,
        f"{opening} {{\n",
        template.body,
        "}\n" if cloud else "};\n",
        f"\n{template.after}" if template.after else "",
    )
    code = "".join(parts).replace("$BASE_URL", "INSFORGE_BASE_URL" if cloud else "INSFORGE_INTERNAL_URL")
    return _TYPE.sub(r"\1" if cloud else "", code)


TEMPLATES = (
    Template(
        "empty",
        "Empty",
        "a handler that says hello",
        "// What this function does.\n",
        """\
  return new Response("Hello!");
""",
    ),
    Template(
        "json",
        "JSON API",
        "checks what it is sent, answers JSON",
        """\
// A JSON API. Try it: POST {"name": "Ada"}
""",
        """\
  if (request.method === "GET") {
    return Response.json({ greeting: "Hello!" });
  }
  if (request.method !== "POST") {
    return Response.json({ error: "GET and POST are served." }, { status: 405 });
  }
  const input = await request.json().catch(() => null);
  if (typeof input?.name !== "string") {
    return Response.json({ error: 'The body has to be like {"name": "Ada"}.' }, { status: 400 });
  }
  return Response.json({ greeting: `Hello, ${input.name}!` });
""",
    ),
    Template(
        "webhook",
        "Webhook",
        "refuses what is not signed",
        """\
// Another service calls this. What it does not sign with WEBHOOK_SECRET (one of the project's secrets) is refused.
// The signature is the body's HMAC-SHA-256 in hexadecimal digits; senders differ in the header's name.
const HEADER = "X-Signature";

""",
        """\
  const secret = Deno.env.get("WEBHOOK_SECRET");
  if (!secret) {
    return Response.json({ error: "The secret WEBHOOK_SECRET is not set." }, { status: 500 });
  }
  const body = await request.text();
  const signature = (request.headers.get(HEADER) ?? "").replace("sha256=", "");
  if (!(await isSigned(body, signature, secret))) {
    return Response.json({ error: "The signature is wrong." }, { status: 401 });
  }
  let event<<: { type?: string }>>;
  try {
    event = JSON.parse(body);
  } catch {
    return Response.json({ error: "The body is not JSON." }, { status: 400 });
  }
  // Do what the event asks for. Senders try again when they get no answer soon.
  console.log("received", event?.type);
  return Response.json({ received: true });
""",
        """\
async function isSigned(body<<: string>>, signature<<: string>>, secret<<: string>>) {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["verify"]);
  const bytes = Uint8Array.from(signature.match(/[0-9a-f]{2}/gi) ?? [], (digits) => parseInt(digits, 16));
  return await crypto.subtle.verify("HMAC", key, bytes, encoder.encode(body));
}
""",
    ),
    Template(
        "cors",
        "CORS",
        "for web pages of other origins",
        """\
// Web pages of other origins may call this. A self-hosted server answers OPTIONS itself.
const ALLOWED = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
  "Access-Control-Allow-Headers": "Content-Type, Authorization",
};

""",
        """\
  if (request.method === "OPTIONS") {
    return new Response(null, { status: 204, headers: ALLOWED });
  }
  return Response.json({ message: "Hello from another origin!" }, { headers: ALLOWED });
""",
    ),
    Template(
        "database",
        "Database",
        "reads a table with the SDK",
        """\
// Reads rows of the table `todos` as the caller: with their token, so that the table's policies hold.
""",
        """\
  const token = request.headers.get("Authorization")?.replace(/^Bearer /, "");
  try {
    const client = createClient({ baseUrl: Deno.env.get("$BASE_URL"), edgeFunctionToken: token });
    const { data, error } = await client.database.from("todos").select("*").limit(20);
    if (error) {
      return Response.json({ error: error.message }, { status: 400 });
    }
    return Response.json({ todos: data });
  } catch (error) {
    return Response.json({ error: `The database can't be reached: ${error}` }, { status: 502 });
  }
""",
        imports='import { createClient } from "npm:@insforge/sdk";\n',
    ),
    Template(
        "job",
        "Scheduled job",
        "for a schedule to call",
        """\
// A schedule calls this. Give it the header X-Job-Secret with the value ${{secrets.JOB_SECRET}}:
// then nobody else can start the job. What it answers stands in the schedule's log.
""",
        """\
  const secret = Deno.env.get("JOB_SECRET");
  if (!secret) {
    return Response.json({ error: "The secret JOB_SECRET is not set." }, { status: 500 });
  }
  if (request.headers.get("X-Job-Secret") !== secret) {
    return Response.json({ error: "This is for the schedule to call." }, { status: 401 });
  }
  const started = Date.now();
  // The work stands here. A call that takes too long is ended: do little at a time.
  const done = 0;
  return Response.json({ done, milliseconds: Date.now() - started });
""",
    ),
)
"""In the order in which they are offered."""
