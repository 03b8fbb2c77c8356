// Runs one function once, inside a Deno process that has no permission at all.
//
// Standard input: a line of JSON {nonce, code, slug, asModule, streams, secrets, method, url, headers, bodyLength}, then the request's body;
// or {nonce, modules: [{slug, code}], bodyLength: 0}: modules that are only imported. It stays open for as long as somebody
// waits for the answer. Standard output: whatever the function manages to write there, then the nonce, a line of JSON
// {status, headers, length} or {status, error, length}, and the body; or {status, headers, streams: true} and pieces, each
// after the nonce and {length}, the last of length 0. Standard error: what is printed, as the nonce and a line of JSON
// {level, message}. What the server needs of the global scope is taken before the function's code can change it.

const { stdin, stdout, stderr, exit } = Deno;
const { Console } = Deno[Deno.internal];
const { parse, stringify } = JSON;
const { setTimeout: schedule } = globalThis;
const encoder = new TextEncoder();
const encode = encoder.encode.bind(encoder);
const decoder = new TextDecoder();
const NativeResponse = Response;
const LEVELS = ["debug", "info", "warning", "error"];
const LONGEST_PRINT = 20000;
// How long an answer is waited for to be whole before it is sent in pieces.
const WHOLE_MILLISECONDS = 20;

function readRequest() {
  const pieces = [];
  let length = 0;
  let header = null;
  let wanted = Infinity;
  while (length < wanted) {
    const piece = new Uint8Array(1 << 16);
    const count = stdin.readSync(piece);
    if (count === null) exit(3);
    pieces.push(piece.subarray(0, count));
    length += count;
    const lineEnd = header === null ? pieces[pieces.length - 1].indexOf(10) : -1;
    if (lineEnd >= 0) {
      const headerLength = length - count + lineEnd;
      header = parse(decoder.decode(join(pieces, length).subarray(0, headerLength)));
      header.start = headerLength + 1;
      wanted = header.start + header.bodyLength;
    }
  }
  return { ...header, body: join(pieces, length).subarray(header.start, wanted) };
}

function join(pieces, length) {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

function write(to, bytes) {
  while (bytes.length > 0) bytes = bytes.subarray(to.writeSync(bytes));
}

function answer(nonce, head, body) {
  write(stdout, encode(`${nonce}${stringify({ ...head, length: body.length })}\n`));
  write(stdout, body);
  exit(0);
}

async function answerInPieces(nonce, head, reader, first, next) {
  write(stdout, encode(`${nonce}${stringify({ ...head, streams: true })}\n`));
  for (const piece of first) writePiece(nonce, piece);
  try {
    for (let got = await next; !got.done; got = await reader.read()) writePiece(nonce, asBytes(got.value));
  } catch {
    // Nothing marks the end: whoever reads it learns that it was not finished.
    exit(1);
  }
  write(stdout, encode(`${nonce}${stringify({ length: 0 })}\n`));
  exit(0);
}

function writePiece(nonce, piece) {
  if (piece.length === 0) return;
  write(stdout, encode(`${nonce}${stringify({ length: piece.length })}\n`));
  write(stdout, piece);
}

function asBytes(piece) {
  return typeof piece === "string" ? encode(piece) : piece;
}

// The server closes our input when nobody wants the answer any more; until then this read also keeps the process alive,
// so that a promise that is never kept ends at the time limit, as on a real server.
async function leaveWithTheServer() {
  const rest = new Uint8Array(64);
  while ((await stdin.read(rest)) !== null);
  exit(3);
}

function disabled(name) {
  return function () {
    throw new Error(`Deno.${name} is natively disabled`);
  };
}

function closeTheDoors(nonce, secrets) {
  const environment = { NODE_ENV: "production", ...secrets };
  const env = Object.freeze({
    get: (key) => environment[key],
    has: (key) => key in environment,
    toObject: () => ({ ...environment }),
    set: disabled("env.set"),
    delete: disabled("env.delete"),
  });
  // Before Deno is hidden: reading `process` for the first time builds it, and that needs the whole Deno.
  Object.defineProperty(globalThis.process, "env", { value: { ...environment } });
  Object.defineProperty(globalThis, "Deno", { value: Object.freeze({ env }), configurable: false, writable: false });
  // Both would keep data on this machine from one call to the next, without any permission.
  for (const name of ["localStorage", "sessionStorage", "caches"]) delete globalThis[name];
  // Standard output belongs to the answer.
  const own = new Console((message, level) => {
    const line = { level: LEVELS[level] ?? "info", message: message.replace(/\n$/, "").slice(0, LONGEST_PRINT) };
    write(stderr, encode(`${nonce}${stringify(line)}\n`));
  });
  Object.defineProperty(globalThis, "console", { value: own, configurable: true, writable: true });
}

async function run({ code, secrets, method, url, headers, body }) {
  const module = { exports: {} };
  const names = ["exports", "module", "createClient", "Deno", "encodeBase64", "decodeBase64"];
  const createClient = () => {
    throw new Error("createClient needs a network, which the sandbox's functions don't have");
  };
  const encodeBase64 = (data) => (typeof data === "string" ? encode(data) : new Uint8Array(data)).toBase64();
  const deno = {
    env: { get: (key) => secrets[key] ?? undefined },
    run: disabled("run"),
    spawn: disabled("spawn"),
    Command: disabled("Command"),
  };
  const wrapper = new Function(...names, code);
  wrapper(module.exports, module, createClient, deno, encodeBase64, (text) => Uint8Array.fromBase64(text));
  const handler = module.exports;
  if (typeof handler !== "function") {
    throw new Error("No function exported. Expected: module.exports = async function(req) { ... }");
  }
  return await handler(requestOf(method, url, headers, body));
}

function requestOf(method, url, headers, body) {
  const hasBody = body.length > 0 && method !== "GET" && method !== "HEAD";
  return new Request(url, { method, headers, body: hasBody ? body : undefined });
}

// A module as the cloud runs it: its place is told as the place that it has there.
async function imported({ slug, code }) {
  const place = URL.createObjectURL(new Blob([code], { type: "application/typescript" }));
  try {
    return (await import(place)).default;
  } catch (error) {
    throw withPlace(error, place, slug);
  }
}

function withPlace(error, place, slug) {
  const told = `file:///src/functions/${slug}.ts`;
  if (!(error instanceof Error)) return error;
  const message = `${error.message}`.replaceAll(place, told);
  const stack = `${error.stack ?? ""}`.replaceAll(place, told);
  Object.defineProperty(error, "message", { value: message, configurable: true });
  Object.defineProperty(error, "stack", { value: stack, configurable: true });
  return error;
}

async function runModule(request) {
  const handler = await imported(request);
  try {
    return await handler(requestOf(request.method, request.url, request.headers, request.body));
  } catch (error) {
    const place = /blob:[^\s)]*?(?=:\d+:\d+)/.exec(`${error?.stack}`)?.[0];
    const shown = place === undefined ? error : withPlace(error, place, request.slug);
    console.error("Function error:", shown);
    const words = { error: "Function execution failed", message: shown?.message };
    return new NativeResponse(stringify(words), { status: 500, headers: { "Content-Type": "application/json" } });
  }
}

async function startAll(modules) {
  for (const module of modules) {
    try {
      await imported(module);
    } catch (error) {
      const told = error instanceof Error ? (error.stack || `${error.name}: ${error.message}`) : `${error}`;
      const where = told.includes("file:///src/functions/") ? "" : `\n    at file:///src/functions/${module.slug}.ts`;
      const lines = told.split("\n").filter((line) => !line.includes("worker.js"));
      return new NativeResponse(`error: Uncaught (in promise) ${lines.join("\n")}${where}`, { status: 500 });
    }
  }
  return new NativeResponse("", { status: 200 });
}

async function send(nonce, response, streams) {
  const status = response.status;
  response.headers.get("content-type");
  const head = { status, headers: [...response.headers] };
  const body = response.body;
  const empty = [101, 204, 205, 304].includes(status);
  if (empty || body === null || body === undefined || !streams) {
    answer(nonce, head, empty ? new Uint8Array(0) : new Uint8Array(await response.arrayBuffer()));
  }
  const reader = body.getReader();
  const pieces = [];
  let length = 0;
  const late = new Promise((resolve) => schedule(() => resolve(null), WHOLE_MILLISECONDS));
  for (;;) {
    const next = reader.read();
    const got = await Promise.race([next, late]);
    if (got === null) return await answerInPieces(nonce, head, reader, pieces, next);
    if (got.done) answer(nonce, head, join(pieces, length));
    pieces.push(asBytes(got.value));
    length += pieces[pieces.length - 1].length;
  }
}

const request = readRequest();
const { nonce } = request;
leaveWithTheServer();
closeTheDoors(nonce, request.asModule ? request.secrets : {});
try {
  const { modules, asModule } = request;
  const response = await (modules ? startAll(modules) : asModule ? runModule(request) : run(request));
  await send(nonce, response, request.streams);
} catch (error) {
  if (error instanceof NativeResponse) await send(nonce, error, request.streams);
  answer(nonce, { error: error.message || "Unknown error", status: error.status || 500 }, new Uint8Array(0));
}
