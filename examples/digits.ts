// The 1,797 handwritten digits, 8×8 pixels, by kernel ridge regression on one-hot targets: npx tsx examples/digits.ts
//
// Each line is one kernel: λ by exact leave-one-out, the accuracy of predicting every digit by a model that never saw it, and what a third
// of the digits that was held out says of the model of the other two: accuracy, and mean −log of the probability of the true digit. (We know of no published figure for
// kernel ridge on just these rows that we could confirm. A minute or two.)
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { arcCosine, type Kernel, KernelRidgeClassifier, type Matrix, ntk, rbf } from 'eigenstill';

/** Pixels, 0 … 16 as 0 … 1, and digits. */
export function digits(): { x: Matrix; labels: number[] } {
  const text = gunzipSync(readFileSync(new URL('./data/digits_8x8.csv.gz', import.meta.url))).toString();
  const rows = text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));
  return {
    x: { data: Float64Array.from(rows.flatMap((row) => row.slice(0, 64).map((v) => v / 16))), shape: [rows.length, 64] },
    labels: rows.map((row) => row[64]),
  };
}

/** Rows of x. */
const pick = ({ data, shape: [, p] }: Matrix, rows: readonly number[]): Matrix => ({
  data: Float64Array.from(rows.flatMap((i) => Array.from(data.subarray(i * p, (i + 1) * p)))),
  shape: [rows.length, p],
});

/** What one classifier is worth: by exact leave-one-out on all rows, and on every third row with the others to learn from. */
export function judge(kernel: Kernel, options: { xi?: 'loo'; xiPerClass?: boolean } = {}, count = 1797) {
  const { x: every, labels: digit } = digits();
  const [x, labels] = [pick(every, digit.map((_, i) => i).slice(0, count)), digit.slice(0, count)];
  const settings = { kernel, lambda: 'loo', intercept: true, ...(options.xi ? options : { steps: 0 }) } as const;
  const all = new KernelRidgeClassifier(settings).fit(x, labels);
  const [test, train] = [0, 1].map((side) => labels.map((_, i) => i).filter((i) => Number(i % 3 > 0) === side));
  const model = new KernelRidgeClassifier(settings).fit(
    pick(x, train),
    train.map((i) => labels[i]),
  );
  const [said, p] = [model.predict(pick(x, test)), model.predictProbability(pick(x, test))];
  const right = test.filter((i, at) => said[at] === labels[i]).length;
  const logLoss = -test.reduce((sum, i, at) => sum + Math.log(p.data[at * 10 + model.classes.indexOf(labels[i])]), 0) / test.length;
  return { lambda: all.lambda[0], xi: all.xi, looAccuracy: all.looAccuracy, heldAccuracy: right / test.length, logLoss };
}

if (process.argv[1]?.endsWith('digits.ts')) {
  const percent = (v: number) => `${(100 * v).toFixed(2)} %`;
  console.log('kernel                      λ   leave-one-out   held out   log loss');
  for (const [name, kernel, options] of [
    ['rbf, γ = 1/4', rbf({ gamma: 0.25 }), {}],
    ['  its student', rbf({ gamma: 0.25 }), { xi: 'loo' }],
    ['  a ξ for each digit', rbf({ gamma: 0.25 }), { xi: 'loo', xiPerClass: true }],
    ['arcCosine, 2 layers', arcCosine({ depth: 2 }), {}],
    ['ntk, 3 layers', ntk({ depth: 3 }), {}],
  ] as const) {
    const { lambda, looAccuracy, heldAccuracy, logLoss } = judge(kernel, options);
    console.log(
      `${name.padEnd(22)} ${lambda.toPrecision(3).padStart(6)} ${percent(looAccuracy).padStart(15)} ${percent(heldAccuracy).padStart(10)} ${logLoss.toFixed(4).padStart(10)}`,
    );
  }
}
