// dcolstats, dcentre, sdemote: the bits of plain loops in row order, on edges, with padding.
import { describe, expect, it } from 'vitest';
import { gaussian } from '../matrices.js';
import { build, sameBits } from '../reference.js';
import { single } from '../single.js';
import { variants } from '../variants.js';

const SHAPES = [0, 1, 2, 3, 4, 5, 7, 8, 9].flatMap((m) => [0, 1, 2, 3, 4, 5, 10].map((k) => [m, k] as const));

describe.each(variants)('points, $name', (machine) => {
  it('dcolstats: sums add the rows in turn, tops are the largest sizes', () => {
    for (const [m, k] of SHAPES) {
      const x = gaussian(m, k, m + 10 * k);
      const { sums, tops } = machine.frame(() => {
        const [at, s, t] = [machine.putMatrix(x, k + 3), machine.room(k), machine.room(k)];
        machine.kernels.dcolstats(m, k, at, k + 3, s, t);
        expect(machine.getMatrix(at, m, k, k + 3)).toEqual(x);
        return { sums: machine.get(s, k), tops: machine.get(t, k) };
      });
      const column = (j: number) => Array.from({ length: m }, (_, i) => x.data[i * k + j]!);
      sameBits(
        sums,
        Array.from({ length: k }, (_, j) => column(j).reduce((s, v) => s + v, 0)),
        `sums m=${m} k=${k}`,
      );
      sameBits(
        tops,
        Array.from({ length: k }, (_, j) => Math.max(0, ...column(j).map(Math.abs))),
        `tops m=${m} k=${k}`,
      );
    }
  });

  it.each([false, true])('dcentre, divided: %s', (divided) => {
    for (const [m, k] of SHAPES) {
      const [x, mean, scale] = [gaussian(m, k, m + k), gaussian(k, 1, 3).data, gaussian(k, 1, 4).data];
      const got = machine.frame(() => {
        const at = machine.putMatrix(x, k + 3);
        machine.kernels.dcentre(m, k, at, k + 3, machine.put(mean), divided ? machine.put(scale) : 0);
        return machine.getMatrix(at, m, k, k + 3);
      });
      const want = build(m, k, (i, j) => (x.data[i * k + j]! - mean[j]!) / (divided ? scale[j]! : 1));
      sameBits(got.data, want.data, `m=${m} k=${k}`);
    }
  });

  it('sdemote rounds as Float32Array does, also onto itself', () => {
    for (let n = 0; n < 12; n++) {
      const x = gaussian(n, 1, n);
      const floats = (inPlace: boolean) =>
        machine.frame(() => {
          const at = machine.put(x.data);
          const to = inPlace ? at : machine.room(Math.ceil(n / 2));
          machine.kernels.sdemote(n, at, to);
          return new Float32Array(machine.f64(0, 0).buffer, to, n).slice();
        });
      for (const inPlace of [false, true]) expect(floats(inPlace)).toEqual(single(x).data);
    }
  });
});
