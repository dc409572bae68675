// One distillation more against plain loops, several in a row; the targets' rows beside each other.
import { describe, expect, it } from 'vitest';
import { gaussian } from '../matrices.js';
import { sameBits } from '../reference.js';
import { accept, EPS } from '../residual.js';
import { variants } from '../variants.js';

describe.each(variants)('dgcv, $name', (machine) => {
  for (const n of [2, 4, 34]) {
    it.each([0, 1, 3])(`n = ${n}, %i targets`, (q) => {
      const steps = 5;
      const a = gaussian(1, n, n).data.map((v) => Math.abs(v) / (1 + Math.abs(v)));
      const lost = a.map((v) => 1 - v);
      const teacher = gaussian(Math.max(q, 1), n, n + q).data;
      const w = gaussian(1, steps, 7).data.map(Math.abs);
      const want = { gained: new Float64Array(n), taken: new Float64Array(n), d: new Float64Array(q * n + 2).fill(9) };
      const bound = new Float64Array(n);
      machine.frame(() => {
        const at = { a: machine.put(a), lost: machine.put(lost), teacher: machine.put(teacher) };
        const [gained, taken, d] = [machine.put(want.gained), machine.put(want.taken), machine.put(want.d)];
        for (const [m, weight] of w.entries()) {
          machine.kernels.dgcv(n, q, weight, at.a, at.lost, at.teacher, gained, taken, d);
          for (let i = 0; i < n; i++) {
            want.gained[i] = weight + a[i]! * want.gained[i]!;
            want.taken[i] = lost[i]! + a[i]! * want.taken[i]!;
            bound[i] = want.gained[i]! + want.taken[i]!;
            for (let t = 0; t < q; t++) want.d[t * n + i] = teacher[t * n + i]! * (want.gained[i]! - want.taken[i]!);
          }
          const got = machine.get(d, want.d.length);
          if (machine.plain) {
            sameBits(machine.get(gained, n), want.gained, `gained, ${m}`);
            sameBits(machine.get(taken, n), want.taken, `taken, ${m}`);
            sameBits(got, want.d, `D, ${m}`);
          }
          for (let to = 0; to < q * n; to++) {
            const size = Math.abs(teacher[to]!) * bound[to % n]!;
            accept(Math.abs(got[to]! - want.d[to]!) / (EPS * size), 2 * (m + 2), `D ${to}, ${m}`);
          }
          expect(Array.from(got.slice(q * n)), 'nothing behind the rows').toEqual([9, 9]);
        }
        sameBits(machine.get(at.a, n), a, 'a is not written');
        sameBits(machine.get(at.teacher, teacher.length), teacher, 'the teacher is not written');
      });
    });
  }
});
