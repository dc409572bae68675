// Passes: everything once, then all once more; of each row the better pass, and nothing is said before the last.
import { expect, test } from 'vitest';
import { inPasses } from '../../bench/passes.js';
import type { Row, Section } from '../../bench/rows.js';
import { inPieces, row } from './made-up.js';

const section = (op: string, ...rows: Row[]): Section => ({ op, about: '', rows });

async function all(passes: number, found: Record<string, Section[][]>) {
  const order: string[] = [];
  const sections: Section[] = [];
  for await (const one of inPasses(passes, Object.keys(found), async (name) => {
    order.push(name);
    return found[name]?.shift() as Section[];
  })) {
    sections.push(one);
    order.push(`→ ${one.op}`);
  }
  return { order, sections };
}

test('all works in turn, then all again; sections come out in the last pass', async () => {
  const a = () => [section('a')];
  const b = () => [section('b'), section('c')];
  expect((await all(2, { a: [a(), a()], b: [b(), b()] })).order).toEqual(['a', 'b', 'a', '→ a', 'b', '→ b', '→ c']);
  expect((await all(1, { a: [a()], b: [b()] })).order).toEqual(['a', '→ a', 'b', '→ b', '→ c']);
});

test('a row is that of the pass with the lesser least time; pieces are the lesser sum', async () => {
  const first = [
    row('a', 'simd', '64', 3),
    row('a', 'peer', '64', 5),
    inPieces(row('a', 'kernel', '64', 2), 1.5),
    row('a', 'simd', '65', 1),
  ];
  const later = [
    row('a', 'simd', '64', 4),
    row('a', 'peer', '64', 4),
    inPieces(row('a', 'kernel', '64', 1.9), 1.6),
    row('a', 'simd', '65', 1),
  ];
  const { sections } = await all(2, { a: [[section('a', ...first)], [section('a', ...later)]] });
  expect(sections).toEqual([section('a', first[0], later[1], inPieces(later[2], 1.5), later[3])]);
});

test('a row bare a time gives way to one that has it; the last reason stands', async () => {
  const timeout = (message: string): Row => ({ op: 'a', variant: 'slow', size: '64', status: 'timeout', message });
  const merged = async (...rows: Row[]) => (await all(2, { a: rows.map((one) => [section('a', one)]) })).sections[0]?.rows;
  const timed = row('a', 'slow', '64', 3);
  expect(await merged(timed, timeout('x'))).toEqual([timed]);
  expect(await merged(timeout('x'), timed)).toEqual([timed]);
  expect(await merged(timeout('x'), timeout('y'))).toEqual([timeout('y')]);
});

test('what one pass lacks is taken from the other: rows, and the notes that go with them', async () => {
  const [ours, python] = [row('a', 'simd', '64', 3), row('a', 'Python', '64', 2)];
  const [known, bare] = [{ ...section('a', ours, python), notes: ['Python 3'] }, section('a', ours)];
  expect((await all(2, { a: [[known], [bare]] })).sections).toEqual([known]);
  expect((await all(2, { a: [[bare], [known]] })).sections).toEqual([known]);
});
