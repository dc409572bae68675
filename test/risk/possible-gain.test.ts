// What distillation can gain: nothing for equal eigenvalues and for flat θ, both in closed form; else what tuned students reach.
import { describe, expect, test } from 'vitest';
import { possibleGain, type Spectrum, spectrum, toRows, tune, wienerBound } from '../../src/index.js';
import { relativeRatio } from '../pipeline.js';
import { build } from '../reference.js';

const design = (s: readonly number[]): Spectrum =>
  spectrum(
    toRows(build(s.length, s.length, (i, j) => (i === j ? s[i]! ** 2 : 0))),
    s.map(() => 1),
  );
const values = (s: readonly number[], theta: readonly number[]) => s.map((v, j) => v * theta[j]!);
const noiseVariance = 0.1;

describe('no gain', () => {
  test('equal singular values: the risk of the best ridge in closed form', () => {
    const s = [2, 2, 2];
    const f = values(s, [1, 0.5, -1]);
    const t = f.reduce((sum, v) => sum + v * v, 0);
    const { ridge, best, gain, steps } = possibleGain(design(s), { f, noiseVariance });
    expect([gain < 1e-12, steps]).toEqual([true, 1]);
    expect(
      relativeRatio(
        [ridge, best],
        [1, 1].map(() => (t * noiseVariance * 3) / (t + 3 * noiseVariance) / 3),
        10,
      ),
    ).toBeLessThan(10);
  });

  test('flat θ: the Wiener filter is ridge with λ = σ²/θ²', () => {
    const s = [1 / 4, 1 / 3, 1 / 2, 1];
    const f = values(s, [0.5, 0.5, 0.5, 0.5]);
    const { ridge, gain, lambda } = possibleGain(design(s), { f, noiseVariance });
    expect(gain).toBeLessThan(1e-12);
    expect(Math.abs(lambda / 0.4 - 1)).toBeLessThan(1e-6);
    expect((4 * ridge).toFixed(6)).toBe('0.145143');
  });
});

describe('gain', () => {
  test('θ along one direction: what students with as many steps as eigenvalues reach', () => {
    const s = [1 / 4, 1 / 3, 1 / 2, 1];
    const f = values(s, [0, 0, 0, 1]);
    const spec = design(s);
    const { ridge, best, gain, steps } = possibleGain(spec, { f, noiseVariance });
    expect((4 * ridge).toFixed(6)).toBe('0.142308');
    expect(relativeRatio([best], [wienerBound(spec, { f, noiseVariance })], 4)).toBeLessThan(10);
    expect([steps, gain > 0.36]).toEqual([4, true]);
    const { risk } = tune(spec, { lambdas: [0.1], steps: 4, criterion: { truth: { f, noiseVariance } } }).bySteps[4]!;
    expect(relativeRatio([risk], [best], 1e6)).toBeLessThan(10);
  });

  test('a repeated eigenvalue keeps students from the Wiener bound; three steps reach what can be reached', () => {
    const s = [1 / 3, 1 / 2, 1, 1];
    const f = values(s, [0, 0, 0, 1]);
    const spec = design(s);
    const { best, steps } = possibleGain(spec, { f, noiseVariance });
    expect(best).toBeGreaterThan(1.5 * wienerBound(spec, { f, noiseVariance }));
    expect((4 * best).toFixed(6)).toBe('0.166667');
    expect(steps).toBe(3);
    const { risk } = tune(spec, { lambdas: [0.1], steps: 3, criterion: { truth: { f, noiseVariance } } }).bySteps[3]!;
    expect(relativeRatio([risk], [best], 1e6)).toBeLessThan(10);
  });
});

test('nothing to learn', () => {
  expect(possibleGain(design([1, 2]), { f: [0, 0], noiseVariance: 0 })).toMatchObject({ ridge: 0, best: 0, gain: 0 });
});
