// Collects what happened today and sends it in one message.
const LIMIT = 20;

module.exports = async function (request) {
  const since = new Date(Date.now() - 24 * 60 * 60 * 1000);
  const rows = await fetchRows(since, LIMIT);
  if (rows.length === 0) return new Response(null, { status: 204 });
  return new Response(rows.map((row) => `- ${row.title}`).join("\n"));
};
