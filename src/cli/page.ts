// Floor 1 · the frame of the report: style for light and dark, text made safe, the script of the CSV buttons.
import type { Figure } from './figure.js';

/** In the head of every report: tells our files from others of the same name. */
export const GENERATOR = '<meta name="generator" content="eigenstill">';

/** Text made safe between tags and in attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** A sentence made safe, its percentages unbroken. */
export function prose(text: string): string {
  return escapeHtml(text).replace(/ %/g, '&nbsp;%');
}

/** A figure with its finding above, its explanation and its numbers below. */
export function figureHtml({ id, title, caption, svg, csv }: Figure): string {
  const anchor = escapeHtml(id);
  // Inside a script element only "<" could end the text early.
  const data = JSON.stringify(csv).replace(/</g, '\\u003c');
  return `<figure aria-labelledby="${anchor}-title">
<h3 id="${anchor}-title">${prose(title)}</h3>
${svg}
<figcaption>${prose(caption)} <button type="button" data-csv="${anchor}">numbers as CSV</button></figcaption>
<script type="application/json" id="${anchor}-csv">${data}</script>
</figure>`;
}

/** The whole page: one file that needs no other and no network. */
export function pageHtml(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${GENERATOR}
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

// Okabe–Ito colours, the same model the same colour everywhere; letters take a shade with a contrast of at least 4.5.
const STYLE = `
:root {
  --paper: #ffffff; --ink: #1b1f24; --muted: #5d6670; --line: #d9dee3; --accent: #0072b2; --panel: #f6f8fa;
  --mark-0: #000000; --mark-1: #0072b2; --mark-2: #009e73; --mark-3: #d55e00; --mark-4: #cc79a7; --mark-5: #e69f00;
  --text-0: #000000; --text-1: #0069a5; --text-2: #00745a; --text-3: #ad4b00; --text-4: #9a4576; --text-5: #8a5f00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14181d; --ink: #e6e9ec; --muted: #9aa4ae; --line: #333a42; --accent: #56b4e9; --panel: #1c2127;
    --mark-0: #ffffff; --mark-1: #56b4e9; --mark-2: #00b886; --mark-3: #ee7b22; --mark-4: #dd93bb; --mark-5: #f0e442;
    --text-0: #ffffff; --text-1: #56b4e9; --text-2: #1fc99a; --text-3: #f28b3a; --text-4: #dd93bb; --text-5: #f0e442;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif; }
main { max-width: 1160px; margin: 0 auto; padding: 40px 24px 72px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 8px; }
h2 { font-size: 23px; line-height: 1.25; margin: 72px 0 4px; padding-top: 24px; border-top: 1px solid var(--line); }
h3 { font-size: 17px; line-height: 1.35; margin: 0 0 8px; text-wrap: balance; }
p { max-width: 72ch; margin: 8px 0; }
.facts { color: var(--muted); }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 48px 40px; margin-top: 32px; }
.grid > * { min-width: 0; }
figure { margin: 0; display: flex; flex-direction: column; }
figure svg { width: 100%; height: auto; max-width: 600px; color: var(--ink); overflow: visible; }
figcaption { color: var(--muted); font-size: 14px; max-width: 68ch; margin-top: 4px; }
button { font: inherit; color: var(--accent); background: none; border: 0; padding: 4px 2px; text-decoration: underline; cursor: pointer; }
button:focus-visible, .table:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
.table { overflow-x: auto; margin: 20px 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 20px 6px 0; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
th { font-weight: 500; color: var(--muted); }
th:first-child, td:first-child, th:last-child, td:last-child { text-align: left; }
tr.chosen td { font-weight: 700; }
.rows td { white-space: normal; vertical-align: top; }
.rows td:nth-child(4), .rows th:nth-child(4) { text-align: left; }
.rows td:nth-child(-n + 4) { min-width: 7em; }
.swatch { display: inline-block; width: 11px; height: 11px; border-radius: 50%; margin-right: 8px; }
ul.key { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 12px 0; padding: 0; }
.howto { background: var(--panel); border-radius: 8px; padding: 20px 24px; font-size: 15px; align-self: start; }
.howto h3 { margin-top: 0; }
code { font-family: ui-monospace, monospace; font-size: 0.92em; }
footer { margin-top: 72px; color: var(--muted); font-size: 14px; }
@media (max-width: 520px) { main { padding: 24px 16px 48px; } h1 { font-size: 25px; } th, td { padding-right: 13px; font-size: 15px; } }
`;

const SCRIPT = `
for (const button of document.querySelectorAll('button[data-csv]')) {
  button.addEventListener('click', () => {
    const name = button.dataset.csv;
    const text = JSON.parse(document.getElementById(name + '-csv').textContent);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text + '\\n'], { type: 'text/csv' }));
    link.download = name + '.csv';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
}
`;
