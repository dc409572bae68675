import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { examples } from '../../src/cli/examples.js';

test('the two examples: their rows, and the protocol of the studies', () => {
  const [chicago, concrete] = examples.map(({ name, protocol, load }) => ({ name, protocol, data: load() }));
  expect(chicago).toMatchObject({
    name: 'chicago-ridership',
    protocol: { order: 'file', select: 'validation', lambdas: [1e-3, 1e-2, 0.1, 1, 10, 100, 1e3, 1e4, 1e5] },
  });
  expect([chicago.data.sourceRows.length, chicago.data.features.length, chicago.data.target.name]).toEqual([5698, 48, 'ridership']);
  expect(concrete).toMatchObject({
    name: 'concrete',
    protocol: { order: 'shuffle', select: 'loo', seed: 0, kernel: { name: 'rbf', gamma: 'median' } },
  });
  expect([concrete.data.sourceRows.length, concrete.data.features.length, concrete.data.target.name]).toEqual([
    1030,
    8,
    'compressive_strength',
  ]);
});

test('the files are those that SOURCES.md describes, byte for byte', () => {
  const folder = new URL('../../examples/data/', import.meta.url);
  const sources = readFileSync(new URL('SOURCES.md', folder), 'utf8');
  for (const name of ['chicago_ridership.csv', 'concrete.csv', 'digits_8x8.csv.gz']) {
    const digest = createHash('sha256')
      .update(readFileSync(new URL(name, folder)))
      .digest('hex');
    expect(sources, name).toContain(digest);
  }
});
