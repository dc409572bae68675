// The 4×4 tile: every depth around the unrolled two and eight, α and β, and the sum of absolute differences.
import { describe, it } from 'vitest';
import { gaussian } from '../matrices.js';
import { abs, build, gemm, sameBits, transpose } from '../reference.js';
import { accept, EPS, elementRatio, LIMIT } from '../residual.js';
import { variants } from '../variants.js';

const DEPTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 16, 17, 23, 24, 25, 50, 255, 256, 257];
const FACTORS = [1, 0, -0.5, 2.5];
type Kernel = 'micro4x4' | 'micro4x4L1';

describe.each(variants)('micro-kernel, $name', (machine) => {
  const tile = (kernel: Kernel, k: number, alpha: number, beta: number, pad: number, scale: number) => {
    const a = gaussian(4, k, k);
    const b = gaussian(k, 4, k + 7);
    const c = gaussian(4, 4, k + 9);
    for (const x of [a, b]) x.data.forEach((v, i) => (x.data[i] = v * scale));
    for (let i = 0; i < 16; i++) c.data[i] = beta === 0 ? Number.NaN : c.data[i] * scale * scale;
    const got = machine.frame(() => {
      const pa = machine.put(transpose(a).data);
      const pb = machine.put(b.data);
      const pc = machine.putMatrix(c, 4 + pad);
      machine.kernels[kernel](k, machine.put([alpha, beta]), pa, pb, pc, 4 + pad);
      return machine.getMatrix(pc, 4, 4, 4 + pad);
    });
    return { a, b, c, got, what: `${kernel} k=${k} alpha=${alpha} beta=${beta} ldc=${4 + pad} scale=${scale}` };
  };

  it.each([1, 1e150, 1e-150])('C = β C + α A B at scale %f', (scale) => {
    for (const k of DEPTHS) {
      for (const alpha of FACTORS) {
        for (const beta of FACTORS) {
          const { a, b, c, got, what } = tile('micro4x4', k, alpha, beta, k % 2 ? 7 : 0, scale);
          const want = gemm(alpha, a, b, beta, c, k);
          if (machine.plain && alpha !== 0) sameBits(got.data, want.data, what);
          const bound = gemm(Math.abs(alpha), abs(a), abs(b), Math.abs(beta), abs(c), k);
          accept(elementRatio(got, want, bound, k + 2), LIMIT, `${what}: |error|/(k ε |A||B|)`);
        }
      }
    }
  });

  it('β C + α Σ|a − b|, the same bits in every build', () => {
    for (const k of DEPTHS) {
      for (const beta of FACTORS) {
        const { a, b, c, got, what } = tile('micro4x4L1', k, 1.5, beta, 0, 1);
        const want = build(4, 4, (i, j) => {
          let sum = 0;
          for (let p = 0; p < k; p++) sum += Math.abs(a.data[i * k + p] - b.data[p * 4 + j]);
          return beta === 0 ? 1.5 * sum : beta * c.data[4 * i + j] + 1.5 * sum;
        });
        sameBits(got.data, want.data, what);
      }
    }
  });

  it('is exact where the numbers are small integers', () => {
    machine.frame(() => {
      const k = 100;
      const a = machine.put(Float64Array.from({ length: 4 * k }, (_, i) => (i % 7) - 3));
      const b = machine.put(Float64Array.from({ length: 4 * k }, (_, i) => (i % 5) - 2));
      const c = machine.room(16);
      machine.kernels.micro4x4(k, machine.put([1, 0]), a, b, c, 4);
      const want = build(4, 4, (i, j) => {
        let s = 0;
        for (let p = 0; p < k; p++) s += (((4 * p + i) % 7) - 3) * (((4 * p + j) % 5) - 2);
        return s;
      });
      const got = machine.get(c, 16);
      accept(Math.max(...want.data.map((v, i) => Math.abs(v - got[i]))), EPS, 'micro4x4 on integers: |error|');
    });
  });
});
