// Floor 19 · the eleven points that Mobahi et al. and Borup & Andersen draw: a sine and noise of standard deviation ½ on 0, 0.1, …, 1.
//
// The values are those that Borup & Andersen's notebook prints; it says that they are Mobahi et al.'s.

/** 0, 0.1, …, 1 as a column. */
export const x: readonly (readonly number[])[] = Array.from({ length: 11 }, (_, i) => [i / 10]);
export const y: readonly number[] = [
  0.38476636465198066, 1.2333967683416893, 1.33232242218057, 0.6920159488889518, -0.29756145531871736, -0.24189291901377769,
  -0.7964485769175675, -0.9616480167034174, -0.49672509509916934, -0.3469066003991437, 0.5589512650600734,
];
/** 0, 0.01, …, 1: where losses are measured, against the noiseless sine. */
export const grid: readonly number[] = Array.from({ length: 101 }, (_, i) => i / 100);
export const sine: readonly number[] = grid.map((v) => Math.sin(2 * Math.PI * v));
export const column = (values: readonly number[]): number[][] => values.map((v) => [v]);

/** Mean squared difference to the noiseless sine of predictions on the grid. */
export const loss = (predictions: ArrayLike<number>): number =>
  sine.reduce((sum, v, i) => sum + (predictions[i] - v) ** 2, 0) / sine.length;
