// How rows are judged: the digits given are the tolerance; what differs says so whatever else is known of it.
import { describe, expect, test } from 'vitest';
import { holds, identity, lastDigit, missing, row } from '../../../src/cli/reproduce/row.js';

test.each([
  ['0.16477', 5e-6],
  ['2.705253e-6', 5e-13],
  ['-4.49e5', 500],
  ['4', 0.5],
])('half a unit of the last digit of %s', (text, want) => {
  expect(lastDigit(text) / want).toBeCloseTo(1, 12);
});

describe('row', () => {
  test('published and met, published and missed', () => {
    expect(row('a', 0.164773, { published: '0.16477' })).toMatchObject({ status: 'agrees', published: '0.16477', here: 0.164773 });
    expect(row('a', 0.164775, { published: '0.16477' }).status).toBe('agrees');
    expect(row('a', 0.164776, { published: '0.16477' }).status).toBe('differs');
    expect(row('a', Number.NaN, { published: '0.16477' }).status).toBe('differs');
    expect(row('a', 47.4, { published: '47', tolerance: 0.3 }).status).toBe('differs');
  });

  test('never published: checked against an independent run where there is one', () => {
    expect(row('a', 7)).toEqual({ what: 'a', here: 7, status: 'unpublished' });
    expect(row('a', 7, { golden: '7.0', note: 'n' })).toMatchObject({ status: 'unpublished', note: 'n; an independent run gives 7.0' });
    expect(row('a', 7.1, { golden: '7.0' }).status).toBe('differs');
  });

  test('unconfirmed: what must be met is the independent run, not the number', () => {
    expect(row('a', 1.9971, { published: '1.99', confirmed: false, golden: '1.9971' }).status).toBe('unconfirmed');
    expect(row('a', 3, { published: '1.99', confirmed: false }).status).toBe('unconfirmed');
    expect(row('a', 1.99, { published: '1.99', confirmed: false, golden: '1.9971' }).status).toBe('differs');
  });

  test('identities, theorems, what is missing', () => {
    expect([identity('a', 1e-15, 1e-14), identity('a', 1e-13, 1e-14), identity('a', Number.NaN, 1)].map((r) => r.status)).toEqual([
      'agrees',
      'differs',
      'differs',
    ]);
    expect([holds('a', 0, 'n'), holds('a', 1, 'n')].map((r) => r.status)).toEqual(['agrees', 'differs']);
    expect(missing('a', 'there', '1 / 2')).toMatchObject({ here: Number.NaN, status: 'missing data', published: '1 / 2', note: 'there' });
  });
});
