// dsymv: the full product from the lower triangle alone, whole and in parts; sizes around four, padding, every build.
import { describe, it } from 'vitest';
import { gaussian, randomSymmetric } from '../matrices.js';
import { abs, build, lower, matmul } from '../reference.js';
import { accept, elementRatio, LIMIT } from '../residual.js';
import { type Machine, variants } from '../variants.js';

/** A x from the triangle at a, in so many parts. */
function product(machine: Machine, parts: number, n: number, a: number, lda: number, x: number): Float64Array {
  const ldy = n + 3;
  const [y, out] = [machine.room(parts * ldy), machine.room(n)];
  for (let part = 0; part < parts; part++) machine.kernels.dsymv(part, parts, n, a, lda, x, y + 8 * part * ldy);
  machine.kernels.dsymvsum(parts, n, y, ldy, out);
  return machine.get(out, n);
}

describe.each(variants)('dsymv, $name', (machine) => {
  it.each([1, 2, 4, 5])('A x in %i parts, nothing above the diagonal read, nothing beyond y written', (parts) => {
    for (const n of [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 31, 33, 50]) {
      for (const pad of [0, 7]) {
        for (const scale of [1, 1e150, 1e-150]) {
          const a = randomSymmetric(n, n);
          const x = build(n, 1, (i) => gaussian(n, 1, n + 1).data[i] * scale);
          const y = machine.frame(() => {
            const pa = machine.putLower(a, n + pad);
            const data = product(machine, parts, n, pa, n + pad, machine.put(x.data));
            machine.getLower(pa, n, n + pad);
            return { data, shape: [n, 1] as const };
          });
          const what = `dsymv parts=${parts} n=${n} lda=${n + pad} scale=${scale}: |y − Ax|/(n ε |A||x|)`;
          accept(elementRatio(y, matmul(a, x), matmul(abs(a), abs(x)), n), LIMIT, what);
        }
      }
    }
  });

  it('every element of the triangle counts, at its place', () => {
    const n = 13;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        const a = build(n, n, (r, c) => (r === i && c === j ? 3 : 0));
        const x = build(n, 1, (k) => k + 1).data;
        const y = machine.frame(() => product(machine, 3, n, machine.putLower(lower(a)), n, machine.put(x)));
        const want = new Float64Array(n);
        want[i] = 3 * (j + 1);
        want[j] = 3 * (i + 1);
        accept(Math.max(...y.map((v, k) => Math.abs(v - want[k]))), 1e-300, `dsymv of one element at ${i}, ${j}: |y − exact|`);
      }
    }
  });
});
