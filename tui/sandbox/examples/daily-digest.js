// Turns the day's events into a few lines for an e-mail. Still a draft: set its status to
// active and it can be called.
//   POST /functions/daily-digest   [{"type": "signup", "at": "2026-01-05T08:12:00Z"}, …]

const TITLES = {
  signup: ["new user", "new users"],
  payment: ["payment", "payments"],
  error: ["error", "errors"],
};

module.exports = async function (request) {
  const events = await request.json();
  if (!Array.isArray(events)) {
    return Response.json({ error: "a list of events, please" }, { status: 400 });
  }

  const counts = new Map();
  for (const { type } of events) {
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }

  const lines = [...counts]
    .sort(([, left], [, right]) => right - left)
    .map(([type, count]) => {
      const [one, many] = TITLES[type] ?? [type, `${type}s`];
      return `• ${count} ${count === 1 ? one : many}`;
    });

  // Still to come: leave out what was in yesterday's digest.
  const digest = lines.length > 0 ? lines.join("\n") : "A quiet day.";
  return new Response(`${digest}\n`, { headers: { "Content-Type": "text/plain; charset=utf-8" } });
};
