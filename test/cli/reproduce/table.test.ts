// The table on the screen: aligned, within 80 columns, marks that need no colour, words where they are needed.
import { expect, test } from 'vitest';
import { identity, missing, row, type Study } from '../../../src/cli/reproduce/row.js';
import { countText, legend, numberText, tableText } from '../../../src/cli/reproduce/table.js';
import { paintFor } from '../../../src/cli/terminal.js';
import { capture } from '../terminal.js';

const { terminal } = capture();
const plain = paintFor(terminal, terminal.stdout);
const study: Study = {
  name: 'made-up',
  title: 'Somebody 2020 · A title that is long enough to be broken into two lines on a screen of eighty columns',
  rows: [
    row('a loss', 0.164773, { published: '0.16477' }),
    row('another', 0.2, { published: '0.16477', note: 'why it differs' }),
    row('ours', -2.5, { golden: '-2.5' }),
    row('recalled', 1, { published: '1.1', confirmed: false }),
    identity('something that takes so many words that it must be broken over two lines', 3e-16, 1e-14),
    missing('data', 'get it there'),
  ],
  figures: [],
};

test('one row a line', () => {
  const lines = tableText(study, plain).split('\n');
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  const text = lines.join('\n');
  for (const pattern of [
    /^✓ a loss {32} +0\.16477 +0\.164773 {2}agrees$/m,
    /^✗ another +0\.16477 +0\.2 {2}differs\n {4}why it differs$/m,
    /^· ours +−2\.5 {2}unpublished$/m,
    /^\? recalled +1\.1 +1 {2}unconfirmed$/m,
    /^✓ something that takes so many words\n {2}\w.*lines +0 +3\.0000e−16 {2}agrees$/m,
    /^– data +– {2}missing data\n {4}get it there$/m,
  ])
    expect(text).toMatch(pattern);
  expect(lines.at(-1)).toBe('  6 rows: 2 agree, 1 differ, 1 never published, 1 not confirmed, 1 not computed');
  expect(legend(plain)).toContain('✗ differs');
});

test.each([
  [0, '0'],
  [-3, '−3'],
  [0.1647734, '0.164773'],
  [2.705253e-6, '2.7053e−6'],
  [-448670.233, '−448670'],
  [1e9 + 0.5, '1.0000e9'],
  [Number.NaN, '–'],
])('%f is shown as %s', (value, text) => {
  expect(numberText(value)).toBe(text);
});

test('one row', () => {
  expect(countText([row('a', 1)])).toBe('1 row: 1 never published');
});
