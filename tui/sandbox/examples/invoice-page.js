// Renders an invoice as a page: nested template literals, markup in strings and a few
// regular expressions. Good for trying out the highlighting.
//   GET /functions/invoice-page?customer=Zo%C3%AB&lines=3

/**
 * @typedef {{ label: string, cents: number }} Line
 */

const PRICES = [1250, 480, 99_00, 7];
const money = (cents) => `€ ${(cents / 100).toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ",")}`;

// What comes from a query must not become markup: `<b>` stays four characters.
const escapeHtml = (text) =>
  text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

/** @param {Line} line */
const row = ({ label, cents }) => `
      <tr class="${cents > 1000 ? "large" : "small"}">
        <td>${escapeHtml(label)}</td>
        <td align="right">${money(cents)}</td>
      </tr>`;

module.exports = async function (request) {
  const query = new URL(request.url).searchParams;
  const customer = query.get("customer") || "nobody in particular";
  const count = Math.min(Number.parseInt(query.get("lines") ?? "2", 10) || 0, 50);

  const lines = Array.from({ length: count }, (_, index) => ({
    label: `Item №${index + 1}`,
    cents: PRICES[index % PRICES.length],
  }));
  const total = lines.reduce((sum, { cents }) => sum + cents, 0);

  const page = `<!doctype html>
<html lang="en">
  <body>
    <h1>Invoice for ${escapeHtml(customer)}</h1>
    <table>${lines.length > 0 ? lines.map(row).join("") : `<tr><td>${"—"}</td></tr>`}
    </table>
    <p>Total: <strong>${money(total)}</strong></p>
  </body>
</html>
`;
  return new Response(page, { headers: { "Content-Type": "text/html; charset=utf-8" } });
};
