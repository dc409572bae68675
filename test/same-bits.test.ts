// What the language leaves to the engine (Math.exp, x ** y, …) does not stand on the numeric path: src/elementary.ts takes its place.
import { describe, expect, test } from 'vitest';
import { filesIn, read } from './sources.js';

/** Exactly specified, or one instruction that every processor rounds correctly (sqrt). */
const EXACT = new Set('abs ceil clz32 floor fround imul max min round sign sqrt trunc LN10 LN2 PI SQRT1_2 SQRT2'.split(' '));

/** The command is not the library: what it shows is rounded. */
const library = filesIn('src').filter((path) => path.endsWith('.ts') && !path.startsWith('src/cli/'));

const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');

/** Every use of Math that is not exact, and every power but squares and powers of two, which engines multiply out. */
function faults(path: string, text: string): string[] {
  const code = withoutComments(text);
  const named = [...code.matchAll(/\bMath\.(\w+)/g)].filter(([, name]) => !EXACT.has(name as string)).map(([use]) => use);
  const powers = [...code.matchAll(/(\S+) \*\* (\S+)/g)].filter(
    ([, base, by]) => !/^2\b/.test(by as string) && !/(^|[([{])2$/.test(base as string),
  );
  return [...named, ...powers.map(([use]) => use)].map((use) => `${path}: ${use}`);
}

test('no file of the library leaves a number to the engine', () => {
  expect(library.length).toBeGreaterThan(80);
  expect(library.flatMap((path) => faults(path, read(path)))).toEqual([]);
});

test.each([
  'Math.exp(x)',
  'x.map(Math.log)',
  'Math.random()',
  'Math.hypot(a, b)',
  'x ** 3',
  '10 ** k',
  'x ** y',
  'x ** 0.5',
  '(2 * x) ** k',
])('%s is a fault', (code) => expect(faults('a', code)).toHaveLength(1));

test.each(['Math.sqrt(x)', 'x ** 2', '(x + 1) ** 2;', '2 ** k', 'f(2 ** (k - 1))', '// Math.exp', '/** x ** 3 */'])('%s is none', (code) =>
  expect(faults('a', code)).toEqual([]),
);

describe('what is taken for granted holds in this engine', () => {
  test('x ** 2 is x·x, and 2 ** k is exact', () => {
    const square = (x: number) => x ** 2;
    let x = 0.1;
    for (let i = 0; i < 100_000; i++) {
      x = (x * 1.618 + 0.37) % 1000;
      if (square(x) !== x * x) expect(square(x)).toBe(x * x);
    }
    for (let k = -1074, exact = Number.MIN_VALUE; k < 1024; k++, exact *= 2) if (2 ** k !== exact) expect([k, 2 ** k]).toEqual([k, exact]);
  });
});
