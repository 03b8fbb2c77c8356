// Answers with a greeting. Try it: POST {"name": "Ada"}
module.exports = async function (request) {
  const { name = "world" } = await request.json().catch(() => ({}));
  const greeting = `Hello, ${name}!`;
  return new Response(JSON.stringify({ greeting }), {
    headers: { "Content-Type": "application/json" },
  });
};
