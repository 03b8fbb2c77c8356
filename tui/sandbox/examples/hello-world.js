// Greets whoever is named in the query, in the language that is asked for:
//   GET /functions/hello-world?name=Ada&lang=fr
//
// On a self-hosted server a function is what `module.exports` holds. It is given
// a Request and returns a Response, as in a browser's fetch.

const GREETINGS = {
  de: "Guten Tag",
  en: "Hello",
  fr: "Bonjour",
  is: "Góðan daginn",
  ja: "こんにちは",
};

module.exports = async function (request) {
  const { searchParams } = new URL(request.url);
  const name = searchParams.get("name") ?? "world";
  const language = searchParams.get("lang") ?? "en";
  const greeting = GREETINGS[language];

  if (greeting === undefined) {
    return reply({ error: `I don't speak "${language}"`, known: Object.keys(GREETINGS) }, 400);
  }
  return reply({ message: `${greeting}, ${name}!`, language });
};

function reply(body, status = 200) {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": "application/json" },
  });
}
