// Runs one function once, inside a Deno process that has no permission at all.
//
// Standard input: a line of JSON {nonce, code, method, url, headers, bodyLength}, then the request's body. It stays open
// for as long as somebody waits for the answer. Standard output: whatever the function manages to write there, then the
// nonce, a line of JSON {status, headers, length} or {status, error, length}, and the body. What the server needs of the global scope is
// taken before the function's code can change it.

const { stdin, stdout, exit } = Deno;
const { parse, stringify } = JSON;
const encoder = new TextEncoder();
const encode = encoder.encode.bind(encoder);
const decoder = new TextDecoder();
const NativeResponse = Response;

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

function answer(nonce, head, body) {
  for (let bytes of [encode(`${nonce}${stringify({ ...head, length: body.length })}\n`), body]) {
    while (bytes.length > 0) bytes = bytes.subarray(stdout.writeSync(bytes));
  }
  exit(0);
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

function closeTheDoors() {
  const environment = { NODE_ENV: "production" };
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
  for (const name of ["log", "info", "debug", "dir", "dirxml"]) console[name] = console.error;
}

async function run({ code, method, url, headers, body }) {
  const module = { exports: {} };
  const names = ["exports", "module", "createClient", "Deno", "encodeBase64", "decodeBase64"];
  const createClient = () => {
    throw new Error("createClient needs a network, which the sandbox's functions don't have");
  };
  const encodeBase64 = (data) => (typeof data === "string" ? encode(data) : new Uint8Array(data)).toBase64();
  const deno = {
    env: { get: () => undefined },
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
  const hasBody = body.length > 0 && method !== "GET" && method !== "HEAD";
  return await handler(new Request(url, { method, headers, body: hasBody ? body : undefined }));
}

async function describe(response) {
  const status = response.status;
  response.headers.get("content-type");
  const empty = [101, 204, 205, 304].includes(status);
  const body = empty ? new Uint8Array(0) : new Uint8Array(await response.arrayBuffer());
  return [{ status, headers: [...response.headers] }, body];
}

const request = readRequest();
const { nonce } = request;
leaveWithTheServer();
closeTheDoors();
let outcome;
try {
  outcome = await describe(await run(request));
} catch (error) {
  if (error instanceof NativeResponse) {
    outcome = await describe(error);
  } else {
    outcome = [{ error: error.message || "Unknown error", status: error.status || 500 }, new Uint8Array(0)];
  }
}
answer(nonce, ...outcome);
