// Floor 0 · one cell of a table: is it missing, is it a number, which one.

/** Texts that stand for "no value" in every table: empty, and what R, pandas and spreadsheets write. */
const MISSING = new Set(['', '?', 'na', '<na>', 'n/a', '#n/a', 'nan', 'null']);

const POINT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const COMMA = /^[+-]?(?:\d+,?\d*|,\d+)(?:e[+-]?\d+)?$/i;

/**
 * The number a cell holds, or `undefined` when it holds none (thousands separators, infinities and units are not numbers).
 *
 * @param decimalComma - `true`: "3,5" is 3.5 and "3.5" is no number; `false`: the other way round
 */
export function parseNumber(cell: string, decimalComma: boolean): number | undefined {
  if (!(decimalComma ? COMMA : POINT).test(cell)) return undefined;
  const value = Number(decimalComma ? cell.replace(',', '.') : cell);
  return Number.isFinite(value) ? value : undefined;
}

/**
 * A test for missing cells.
 *
 * @param sentinels - further texts that stand for a missing value, such as `-200`; numbers match in any writing (`-200`, `-200,0`)
 */
export function missingTest(sentinels: readonly string[], decimalComma: boolean): (cell: string) => boolean {
  const texts = new Set(sentinels);
  const numbers = new Set(
    sentinels.map((text) => parseNumber(text, false) ?? parseNumber(text, true)).filter((value) => value !== undefined),
  );
  return (cell) => {
    if (MISSING.has(cell.toLowerCase()) || texts.has(cell)) return true;
    if (numbers.size === 0) return false;
    const value = parseNumber(cell, decimalComma);
    return value !== undefined && numbers.has(value);
  };
}
