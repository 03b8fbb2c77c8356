// Fails on purpose when an order has no `items`: call it without a body and look at the
// answer, then repair it. What a function throws becomes a 500 with the error's message.

module.exports = async function (request) {
  const order = await read(request);

  // A repair would be: (order.items ?? []).
  const total = order.items.reduce((sum, { price, count = 1 }) => sum + price * count, 0);

  if (total < 0) {
    // A Response can be thrown too: it ends the call where it stands.
    throw Response.json({ error: "an order can't cost less than nothing" }, { status: 422 });
  }
  return Response.json({ id: crypto.randomUUID(), total });
};

async function read(request) {
  const text = await request.text();
  return text === "" ? {} : JSON.parse(text);
}
