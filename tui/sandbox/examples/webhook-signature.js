// Checks that a webhook was sent by somebody who knows the shared secret: the sender
// signs the body with HMAC-SHA-256 and puts the result into `x-signature`, in hexadecimal.
//
//   printf '{"event":"paid"}' | openssl dgst -sha256 -hmac sandbox-secret
//
// On a real server, keep the secret in InsForge's secrets: Deno.env.get("WEBHOOK_SECRET").

const encoder = new TextEncoder();

module.exports = async function (request) {
  if (request.method !== "POST") {
    return new Response("POST only\n", { status: 405, headers: { Allow: "POST" } });
  }

  const secret = Deno.env.get("WEBHOOK_SECRET") ?? "sandbox-secret";
  const signature = fromHex(request.headers.get("x-signature") ?? "");
  const body = await request.text();

  // `verify` takes the same time for any wrong signature, which `===` does not.
  const key = await crypto.subtle.importKey(
    "raw",
    encoder.encode(secret),
    { name: "HMAC", hash: "SHA-256" },
    false,
    ["verify"],
  );
  const genuine = await crypto.subtle.verify("HMAC", key, signature, encoder.encode(body));

  if (!genuine) {
    return Response.json({ error: "bad signature" }, { status: 401 });
  }
  return Response.json({ received: true, bytes: encoder.encode(body).length });
};

/** Bytes from hexadecimal digits; anything else is no bytes at all. */
function fromHex(text) {
  if (!/^(?:[0-9a-f]{2})*$/i.test(text)) return new Uint8Array();
  const pairs = text.match(/../g) ?? [];
  return Uint8Array.from(pairs.map((pair) => parseInt(pair, 16)));
}
