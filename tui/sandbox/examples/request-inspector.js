// Answers with what it was asked. Call it when you wonder what a client really sends.

// Nothing that proves who somebody is belongs in an answer or in a log.
const SECRET_HEADERS = new Set(["authorization", "cookie", "x-api-key"]);

module.exports = async function (request) {
  const url = new URL(request.url);
  const headers = {};
  for (const [name, value] of request.headers) {
    headers[name] = SECRET_HEADERS.has(name) ? `(${value.length} characters, not shown)` : value;
  }

  const text = await request.text();
  const report = {
    method: request.method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers,
    body: describe(text, request.headers.get("content-type") ?? ""),
  };

  return new Response(JSON.stringify(report, null, 2), {
    headers: { "Content-Type": "application/json", "Cache-Control": "no-store" },
  });
};

function describe(text, type) {
  if (text === "") return null;
  if (!/^application\/(?:[\w.+-]+\+)?json\b/i.test(type)) return { text, length: text.length };
  try {
    return { json: JSON.parse(text) };
  } catch (problem) {
    return { text, problem: problem.message };
  }
}
