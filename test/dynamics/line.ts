// A line through points by normal equations of raw moments: another way than the centred sums of the library.

export function lstsqLine(x: readonly number[], y: readonly number[]): { slope: number; intercept: number } {
  const n = x.length;
  const sum = (f: (i: number) => number) => x.reduce((total, _, i) => total + f(i), 0);
  const [sx, sy, sxx, sxy] = [sum((i) => x[i]!), sum((i) => y[i]!), sum((i) => x[i]! ** 2), sum((i) => x[i]! * y[i]!)];
  const slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
  return { slope, intercept: (sy - slope * sx) / n };
}
