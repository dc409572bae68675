// distillByRefit against Gaussian elimination, and every filter against the refits.
import { describe, expect, test } from 'vitest';
import {
  distillByRefit,
  distilled,
  dualCoef,
  fitted,
  gram,
  NotPositiveDefiniteError,
  preconditioned,
  spectrum,
  toXiBar,
} from '../../src/index.js';
import { condition, plans, predict, refit, relativeRatio } from '../pipeline.js';
import { examples } from '../problems.js';
import { LIMIT } from '../residual.js';

describe.each(examples)('$name', ({ kernel, x, y }) => {
  const K = gram(kernel, x);
  const s = spectrum(kernel, x, y);
  const top = s.d.at(-1)!;

  test.each(Object.entries(plans))('%s', (_, plan) => {
    const options = { ...plan, steps: plan.xi.length };
    const kappa = condition(top, plan);
    const oracle = refit(K, y, plan);
    const refits = distillByRefit(K, y, options);
    expect(refits).toHaveLength(oracle.length);
    refits.forEach((coef, t) => {
      expect(relativeRatio(coef.data, oracle[t]!.coef.data, kappa), `refit ${t}`).toBeLessThan(LIMIT);
    });

    const values = predict(K, oracle.at(-1)!).data;
    const filters = [distilled(options)];
    if (plan.lambda.every((l) => l === plan.lambda[0])) filters.push(preconditioned({ lambda: plan.lambda[0]!, xiBar: toXiBar(plan.xi) }));
    for (const w of filters) {
      expect(relativeRatio(fitted(s, w).data, values, kappa), 'fitted values').toBeLessThan(LIMIT);
      expect(relativeRatio(predict(K, { coef: dualCoef(s, w), b: [0, 0] }).data, values, kappa), 'K · dualCoef').toBeLessThan(LIMIT);
    }
  });
});

test('an indefinite matrix is refused, by its first bad minor', () => {
  expect(() =>
    distillByRefit(
      [
        [1, 3],
        [3, 1],
      ],
      [1, 2],
      { lambda: 0.1 },
    ),
  ).toThrow(NotPositiveDefiniteError);
});

test('the inputs are left alone', () => {
  const K = gram(examples[0]!.kernel, examples[0]!.x);
  const before = K.data.slice();
  distillByRefit(K, examples[0]!.y, { lambda: 1, steps: 2 });
  expect(K.data).toEqual(before);
});
