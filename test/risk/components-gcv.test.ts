// Generalised cross-validation in the eigenbasis: lengths and angles of its residuals against those of n×n matrices, written out.
import { describe, expect, test } from 'vitest';
import { gram, linear, type Matrix, matmul, rbf, solve, spectrum } from '../../src/index.js';
import { gcvComponents } from '../../src/risk/components-gcv.js';
import { gaussian } from '../matrices.js';
import { accept, EPS } from '../residual.js';

const [n, steps, lambda] = [9, 6, 0.3];
const trace = ({ data }: Matrix) => data.reduce((sum, v, at) => sum + (at % (n + 1) === 0 ? v : 0), 0);
const identity = { data: Float64Array.from({ length: n * n }, (_, at) => Number(at % (n + 1) === 0)), shape: [n, n] as const };
const dot = (x: Float64Array, y: Float64Array) => x.reduce((sum, v, i) => sum + v * y[i]!, 0);

/** r₀ and r_m − r₀, n×q each, from (K + λ)⁻¹ and the powers of A = K (K + λ)⁻¹. */
function written(K: Matrix, y: Matrix, consistent: boolean): Float64Array[] {
  const shifted = { data: K.data.map((v, at) => v + lambda * identity.data[at]!), shape: K.shape };
  const G = solve(shifted, identity);
  const A = matmul(K, G);
  const powers: Matrix[] = [identity];
  for (let p = 0; p < steps + 1; p++) powers.push(matmul(powers[p]!, A));
  const c = trace(G) / n;
  const w = [1];
  for (let j = 1; j <= steps; j++) {
    const terms = w.map((v, p) => v * (trace(matmul(G, matmul(G, powers[j - 1 - p]!))) / n));
    w.push((lambda / c) * terms.reduce((sum, v) => sum + v, 0));
  }
  const residuals = Array.from({ length: steps + 1 }, (_, m) => {
    const r = new Float64Array(y.data.length);
    if (!consistent) {
      const fit = matmul(powers[m + 1]!, y).data;
      return r.map((_, at) => (y.data[at]! - fit[at]!) / (1 - trace(powers[m + 1]!) / n));
    }
    for (let p = 0; p <= m; p++) {
      const term = matmul(G, matmul(powers[p]!, y)).data;
      for (let at = 0; at < r.length; at++) r[at]! += (w[m - p]! / c) * term[at]!;
    }
    return r;
  });
  const [first] = residuals as [Float64Array];
  return [first, ...residuals.slice(1).map((r) => r.map((v, at) => v - first[at]!))];
}

describe.each([1, 2])('%i targets', (q) => {
  const y = gaussian(n, q, 6);
  test.each([
    ['full', rbf({ gamma: 0.4 }), 2],
    ['thin, two features', linear(), 2],
    ['thin, three features', linear(), 3],
  ] as const)('%s', (_, kernel, p) => {
    const x = gaussian(n, p, 5);
    const s = spectrum(kernel, x, y);
    const K = gram(kernel, x);
    for (const consistent of [true, false]) {
      const [parts] = [...gcvComponents(s, [lambda], steps, consistent)];
      const got = [parts!.first, ...parts!.differences];
      const want = written(K, y, consistent);
      const condition = (s.d.at(-1)! + lambda) / lambda;
      expect(parts!.count).toBe(n * q);
      want.forEach((u, i) => {
        want.forEach((v, j) => {
          const size = Math.sqrt(dot(want[0]!, want[0]!)) * Math.max(Math.sqrt(dot(u, u)), Math.sqrt(dot(v, v)));
          accept(Math.abs(dot(got[i]!, got[j]!) - dot(u, v)) / (n * condition * EPS * size), 10, `${consistent}: ⟨${i}, ${j}⟩`);
        });
      });
    }
  });
});

test('an unpenalised direction counts as fitted; every λ is as alone', () => {
  const x = gaussian(n, 2, 5);
  const y = gaussian(n, 1, 8);
  const free = new Float64Array(n).fill(1 / Math.sqrt(n));
  const mean = dot(y.data, free) / Math.sqrt(n);
  const centred = (column: Float64Array) => {
    const m = column.reduce((sum, v) => sum + v, 0) / n;
    return column.map((v) => v - m);
  };
  const columns = [0, 1].map((j) => centred(Float64Array.from({ length: n }, (_, i) => x.data[2 * i + j]!)));
  const points = { data: Float64Array.from({ length: 2 * n }, (_, at) => columns[at % 2]![at >> 1]!), shape: [n, 2] as const };
  const s = spectrum(linear(), points, { data: y.data.map((v) => v - mean), shape: y.shape });
  const both = [...gcvComponents(s, [0.1, lambda], 2, false, free)];
  const alone = [...gcvComponents(s, [lambda], 2, false, free)];
  // ridge with an intercept: degrees of freedom Σ d/(d + λ) and one more
  const df = 1 + Array.from(s.d, (d) => d / (d + lambda)).reduce((sum, v) => sum + v, 0);
  const fit = matmul(
    gram(linear(), points),
    solve({ data: gram(linear(), points).data.map((v, at) => v + lambda * identity.data[at]!), shape: [n, n] }, s.y),
  );
  const residual = s.y.data.reduce((sum, v, i) => sum + (v - fit.data[i]!) ** 2, 0);
  const got = alone[0]!;
  accept(Math.abs(dot(got.first, got.first) / (residual / (1 - df / n) ** 2) - 1) / (n * EPS), 100, 'r₀');
  expect(both[1]).toEqual(got);
});
