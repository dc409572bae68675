// Cells of a text in pieces: cut anywhere, it is the same table with the same faults, and the file is not held.
import { describe, expect, test } from 'vitest';
import { openCells } from '../../src/cli/cells.js';
import { readTable, readTables, type Table } from '../../src/cli/table.js';
import { thrown } from '../hostile.js';

const long = Array.from({ length: 9000 }, (_, i) => `${i},${Math.sin(i).toFixed(6)},${i % 7 === 0 ? '"a ""b""\nc"' : 'plain'}`);
const TEXTS: [string, string][] = [
  ['commas', 'x,y,z\n1,2.5,-3\n4,0.5,1e3\n'],
  ['CRLF, a mark and empty lines', '\uFEFFx;y\r\n\r\n1;2,5\r\n;\r\n4;0,5'],
  ['CR alone', 'x,y\r1,2.5\r4,0.5\r'],
  ['named delimiter', 'sep=;\nx;y\n1;2.5\n'],
  ['quotes over lines', 'a,b\n"x, ""y""\nz",1\nw,2\n'],
  ['blanks and quotes over lines', ' a   b \n "x   y\n  z"   1\nw\t2\n'],
  ['longer than the sample', `n,s,t\n${long.join('\n')}\n`],
  ['longer than the sample, CRLF', `n,s,t\r\n${long.join('\r\n')}`],
  ['longer than the sample, blanks', `n s t\n${long.map((row) => row.replaceAll(',', '   ')).join('\n')}\n`],
  ['header told by rows far below', `400,410,t\n${long.map((_, i) => `${i},1,${i < 1000 ? '' : i}`).join('\n')}\n`],
  ['commas told by rows far below', `a;b\n${long.map((_, i) => `${i};${i < 8000 ? 1 : '1,5'}`).join('\n')}\n`],
  ['a column filled in its last row', `a,,b\n${long.map((_, i) => `${i},${i < 8999 ? '' : 7},1`).join('\n')}\n`],
  ['a short row at the end', `a,b\n${long.map((_, i) => (i === 8999 ? '1' : '1,2')).join('\n')}\n`],
  ['text after a quote', `a,b\n${long.map((_, i) => (i === 8000 ? '"3"x,4' : '1,2')).join('\n')}\n`],
  ['a quote never closed', `a,b\n${long.map((_, i) => (i === 8000 ? '"3,4' : '1,2')).join('\n')}\n`],
  ['a quote never closed between blanks', `a b\n${long.map((_, i) => (i === 8000 ? '"3 4' : '1 2')).join('\n')}\n`],
  ['a NUL byte', `a,b\n${long.map((_, i) => (i === 8000 ? '1,\0' : '1,2')).join('\n')}\n`],
  ['nothing', '\n \n'],
  ['delimiters alone', ',,\n,,\n'],
];

const cut = (text: string, size: number) =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, i) => text.slice(i * size, (i + 1) * size));

function joined(parts: Iterable<Table>): Table {
  const all = [...parts];
  for (const [i, part] of all.entries()) {
    expect(part.before).toBe(all.slice(0, i).reduce((sum, { rows }) => sum + rows.length, 0));
    expect(part.rows.length).toBeGreaterThan(0);
  }
  return { ...all[0]!, rows: all.flatMap(({ rows }) => rows), lines: all.flatMap(({ lines }) => lines), before: 0 };
}

describe.each(TEXTS)('%s', (_, text) => {
  test.each(text.length > 1000 ? [997, 65_537, 70_001] : [1, 2, 3, 5, 1000])('in pieces of %i', (size) => {
    const outcome = (body: () => Table) => {
      try {
        return { ...body(), width: 0, kept: [] };
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(outcome(() => joined(readTables(cut(text, size), 'd.csv')))).toEqual(outcome(() => readTable(text, 'd.csv')));
  });
});

test('delimiters alone are an empty file: it was a TypeError', () => {
  expect(thrown(() => readTable(',,\n,,\n', 'd.csv'))).toMatchObject({ name: 'DataError', message: 'd.csv is empty' });
});

test('no batch is larger than a piece and the head: what has been read is let go', () => {
  const pieces = cut(`a,b\n${'1,2\n'.repeat(200_000)}`, 1 << 16);
  const sizes = [...openCells(pieces, 'd.csv')].map(({ rows }) => rows.length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(2 * 2 ** 14 + 1);
  expect(sizes.reduce((a, b) => a + b)).toBeGreaterThanOrEqual(200_001);
});
