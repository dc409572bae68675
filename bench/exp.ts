// Bench · exp on arrays: nanoseconds a value while the data stay in the first-level cache, and the largest error found on the way.
//
// exp works in place, and its arguments must come back between two calls without a copy (memmove of 8 KB is up to twenty times slower than
// it should be on some processors, by the distance of the two arrays). So x ← −8 eˣ is computed again and again: it settles on values in
// [−8, 0], where the exponents of Gram matrices are. The scaling is in the time of every row; the row "scaling" says what it costs alone.
import { random } from '../src/random.js';
import { Arena } from '../src/wasm/arena.js';
import { instantiate } from '../src/wasm/instance.js';
import { expError } from '../test/exact.js';
import { type Entry, heat } from './compare.js';
import type { Pace } from './harness.js';
import type { Section } from './rows.js';
import { theHost, type Variant, variants } from './variants.js';

/** 8 KB, a quarter of a first-level cache. */
const COUNT = 1024;
/** Passes of one sample. */
const TIMES = 16;
const FACTOR = -8;
/** Values whose error is computed, and their range. */
const SAMPLE = 20_000;
const RANGE = -40;

export const EXP_SIZE = String(COUNT);

const said = { size: EXP_SIZE, elements: COUNT * TIMES };

export async function exp(pace: Pace, between: () => void): Promise<Section> {
  const ours = await Promise.all(variants.map(kernel));
  const about = `x ← ${FACTOR}·e^x on ${COUNT} doubles in cache; resid: largest error of e^x in ulp on ${SAMPLE} values of [${RANGE}, 0]`;
  return { op: 'exp', about, rows: await heat('exp', [...ours.flat(), loop()], pace, between) };
}

async function kernel(variant: Variant): Promise<Entry[]> {
  const { kernels, memory } = instantiate(await theHost().binary(variant), 256);
  const arena = new Arena(memory, kernels.heapbase(), 256 * 65536);
  const at = arena.alloc(SAMPLE, 'exp');
  const fill = (x: Float64Array) => arena.f64(at, x.length).set(x);
  const run = () => {
    for (let t = 0; t < TIMES; t++) {
      kernels.vexp(COUNT, at);
      kernels.dscal(COUNT, FACTOR, at);
    }
  };
  const scaling = () => {
    for (let t = 0; t < TIMES; t++) kernels.dscal(COUNT, -1, at);
  };
  const residual = () => {
    const sample = values(4, SAMPLE, RANGE);
    fill(sample);
    kernels.vexp(SAMPLE, at);
    return worst(sample, arena.f64(at, SAMPLE));
  };
  fill(values(3, COUNT, FACTOR));
  return [
    { variant, ...said, start: () => ({ run, residual }) },
    { variant: `${variant} scaling`, ...said, start: () => ({ run: scaling }) },
  ];
}

/** What one writes without a library. */
function loop(): Entry {
  const x = values(3, COUNT, FACTOR);
  const run = () => {
    for (let t = 0; t < TIMES; t++) for (let i = 0; i < COUNT; i++) x[i] = FACTOR * Math.exp(x[i]);
  };
  const residual = () => {
    const sample = values(4, SAMPLE, RANGE);
    return worst(sample, sample.map(Math.exp));
  };
  return { variant: 'Math.exp', ...said, start: () => ({ run, residual }) };
}

function values(seed: number, count: number, least: number): Float64Array {
  const rng = random(seed);
  return Float64Array.from({ length: count }, () => least * rng());
}

function worst(x: Float64Array, y: Float64Array): number {
  return x.reduce((top, v, i) => Math.max(top, Math.abs(expError(v, y[i]))), 0);
}
