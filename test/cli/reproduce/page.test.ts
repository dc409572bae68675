// The report of papers: one section each, every row and figure, nothing from outside, markup harmless.
import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { reproducePage } from '../../../src/cli/reproduce/page.js';
import { missing, row, type Study } from '../../../src/cli/reproduce/row.js';

const study = (name: string, what: string): Study => ({
  name,
  title: `${name} <2020>`,
  rows: [row(what, 1, { published: '1' }), row('off', 2, { published: '1', note: '<b>why</b>' }), missing('gone', 'there')],
  figures: [{ title: 'f', caption: 'c', series: [{ label: 'l', x: [1, 2], y: [1, 2] }], xLabel: 'x', yLabel: 'y' }],
});

test('sections, rows, figures', () => {
  const html = reproducePage([study('a', '</script><img src=x>'), study('b', 'plain')]);
  const { document } = parseHTML(html);
  expect([...document.querySelectorAll('h2')].map((h) => h.textContent)).toEqual(['a <2020>', 'b <2020>']);
  expect(document.querySelectorAll('tbody tr')).toHaveLength(6);
  expect(document.querySelectorAll('tr.chosen')).toHaveLength(2);
  expect([...document.querySelectorAll('figure button')].map((b) => (b as HTMLElement).dataset.csv)).toEqual(['a-1', 'b-1']);
  expect(document.querySelectorAll('img, td b')).toHaveLength(0);
  expect(html.replaceAll('http://www.w3.org/', '')).not.toMatch(/https?:|@import|url\((?!data)|<link(?! rel="icon" href="data:)/);
});
