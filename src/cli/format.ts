// Floor 0 · numbers as people read them: four digits, a true minus sign, units.

/** 4 significant digits: 0.3593, 92.50, 16802, 7.38e6, −1.780. */
export function significant(x: number): string {
  const size = Math.abs(x);
  if (!Number.isFinite(x)) return String(x);
  if (x === 0) return '0';
  if (size >= 1e6 || size < 1e-4) return minus(x.toExponential(2).replace('e+', 'e'));
  return minus(size >= 1000 ? x.toFixed(0) : x.toPrecision(4));
}

/** A penalty as one types it: 0.001, 1000, 1e-6. */
export function penalty(lambda: number): string {
  return lambda >= 1e6 || lambda < 1e-3 ? lambda.toExponential().replace('e+', 'e') : String(Number(lambda.toPrecision(6)));
}

/** Errors of one table, all with the same decimals: four, or as many as the smallest needs for three digits. */
export function mseFormat(errors: readonly number[]): (error: number) => string {
  const smallest = Math.min(...errors.filter((error) => error > 0));
  const decimals = Number.isFinite(smallest) ? Math.max(4, 2 - Math.floor(Math.log10(smallest))) : 4;
  return (error) => (decimals > 10 || Math.abs(error) >= 1000 ? significant(error) : error.toFixed(decimals));
}

/** A change as a signed percentage: −7.6 %; beyond a thousandfold only its size, +5.6e18 %. */
export function percent(share: number): string {
  const value = 100 * share;
  const text = Math.abs(value) < 1e5 ? value.toFixed(1) : value.toExponential(1).replace('e+', 'e');
  if (Number(text) === 0) return '0.0 %';
  return `${value > 0 ? '+' : ''}${minus(text)} %`;
}

/** Milliseconds, or seconds from one on. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${milliseconds.toFixed(milliseconds < 10 ? 1 : 0)} ms`;
  return `${(milliseconds / 1000).toFixed(milliseconds < 10000 ? 2 : 1)} s`;
}

export function plural(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** The name of a row of the table: ridge, 1 step, 2 steps. */
export function modelName(steps: number): string {
  return steps === 0 ? 'ridge' : plural(steps, 'step');
}

function minus(text: string): string {
  return text.replace(/-/g, '−');
}
