// The 4×8 tile in single precision, narrow and wide: every depth around the unrolled two and eight, α and β, scales.
import { describe, it } from 'vitest';
import { gaussian } from '../matrices.js';
import { abs, build, gemm, sameBits, times, transpose } from '../reference.js';
import { accept, LIMIT } from '../residual.js';
import { elementRatio32, gemm32, get32, put32, rounded } from '../single.js';
import { type Machine, variants } from '../variants.js';

const DEPTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 50, 255, 256, 257];
const FACTORS = [1, 0, -0.5, 2.5];

const scales = (machine: Machine, alpha: number, beta: number) => put32(machine, { data: Float64Array.of(alpha, beta), shape: [1, 2] });

describe.each(variants)('micro-kernel in single precision, $name', (machine) => {
  it.each([1, 1e15, 1e-15])('C = β C + α A B at scale %f', (scale) => {
    for (const k of DEPTHS) {
      const a = rounded(times(gaussian(4, k, k), scale));
      const b = rounded(times(gaussian(k, 8, k + 7), scale));
      const ldc = k % 2 ? 15 : 8;
      for (const alpha of FACTORS) {
        for (const beta of FACTORS) {
          const c = beta === 0 ? build(4, 8, () => Number.NaN) : rounded(times(gaussian(4, 8, k + 9), scale * scale));
          const got = machine.frame(() => {
            const [pa, pb, pc] = [put32(machine, transpose(a)), put32(machine, b), put32(machine, c, ldc)];
            machine.kernels.smicro4x8(k, scales(machine, alpha, beta), pa, pb, pc, ldc);
            return get32(machine, pc, 4, 8, ldc);
          });
          const what = `smicro4x8 k=${k} alpha=${alpha} beta=${beta} ldc=${ldc} scale=${scale}`;
          if (machine.plain && alpha !== 0) sameBits(got.data, gemm32(alpha, a, b, beta, c, k).data, what);
          const bound = gemm(Math.abs(alpha), abs(a), abs(b), Math.abs(beta), abs(c), k);
          accept(elementRatio32(got, gemm(alpha, a, b, beta, c, k), bound, k + 2), LIMIT, `${what}: |error|/(k ε |A||B|)`);
          if (machine.kernels.relaxed()) continue;
          const wide = machine.frame(() => {
            const fourfold = build(k, 16, (p, q) => a.data[(q >> 2) * k + p] as number);
            const [pa, pb, pc] = [put32(machine, fourfold), put32(machine, b), put32(machine, c, ldc)];
            machine.kernels.smicro4x8Wide(k, scales(machine, alpha, beta), pa, pb, pc, ldc);
            return get32(machine, pc, 4, 8, ldc);
          });
          sameBits(wide.data, got.data, `${what}, wide`);
        }
      }
    }
  });
});
