// Bench · numbers and tables as text.

/** Columns as wide as their widest cell, two blanks between them: words (the first two and the last) to the left, numbers to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows.reduce<number[]>((w, row) => row.map((cell, j) => Math.max(w[j] ?? 0, cell.length)), []);
  const word = (j: number) => j < 2 || j === widths.length - 1;
  const line = (row: readonly string[]) => row.map((cell, j) => (word(j) ? cell.padEnd(widths[j]) : cell.padStart(widths[j]))).join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}

const UNITS = [
  [1000, 's'],
  [1, 'ms'],
  [1e-3, 'µs'],
] as const;

const unitOf = (milliseconds: number) => UNITS.find(([size]) => milliseconds >= size) ?? UNITS[2];

/** "412 ms", "20.3 µs". */
export function duration(milliseconds: number): string {
  const [size, unit] = unitOf(milliseconds);
  return `${digits(milliseconds / size)} ${unit}`;
}

/** "418 ± 3.1 ms": both in the unit of the first. */
export function spread(milliseconds: number, deviation: number): string {
  const [size, unit] = unitOf(milliseconds);
  return `${digits(milliseconds / size)} ± ${digits(deviation / size, 2)} ${unit}`;
}

/** So many significant digits, never as 1e+3. */
export function digits(x: number, count = 3): string {
  if (Math.abs(x) < 5e-7) return '0';
  const rounded = Number(Math.abs(x).toPrecision(count)); // 99.96 is 100, not 100.0
  const decimals = count - 1 - Math.floor(Math.log10(rounded));
  return x.toFixed(Math.min(6, Math.max(0, decimals)));
}
