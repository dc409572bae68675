// Bench · the command: npm run bench:docs [-- --look]   docs/performance.md and its picture from bench/results/performance-*.json
//
//   --look   of quick runs: reads build/bench/results, writes beside it
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chart, panels } from './chart.js';
import { type Engine, performanceText } from './document.js';
import { scratch } from './node.js';
import type { Run } from './rows.js';

const PREFIX = 'performance-';
const THREADS = '-threads';

const look = process.argv.includes('--look');
const from = look ? new URL('results/', scratch) : new URL('results/', import.meta.url);
const to = look ? scratch : new URL('../docs/', import.meta.url);

/** "performance-node-20.json" → "Node 20". */
const title = (file: string) =>
  file
    .slice(PREFIX.length)
    .replace('-', ' ')
    .replace(/^./, (c) => c.toUpperCase());

const files = existsSync(from) ? readdirSync(from).filter((file) => file.startsWith(PREFIX) && file.endsWith('.json')) : [];
const read = (name: string): Run[] =>
  files.includes(`${name}.json`) ? [JSON.parse(readFileSync(new URL(`${name}.json`, from), 'utf8'))] : [];
const stems = new Set(files.map((file) => file.replace(/\.json$/, '').replace(THREADS, '')));
const engines = [...stems]
  .map((stem): Engine => ({ name: title(stem), runs: [...read(stem), ...read(`${stem}${THREADS}`)] }))
  .sort((a, b) => Number(b.name.startsWith('Node')) - Number(a.name.startsWith('Node')) || a.name.localeCompare(b.name));
if (engines.length === 0) {
  console.error(`bench:docs: no ${PREFIX}*.json in ${fileURLToPath(from)}; npm run bench:all makes them`);
  process.exit(1);
}
const drawn = engines.flatMap(({ name, runs }) => runs.flatMap((run) => panels(name, run)));
writeFileSync(new URL('performance.md', to), performanceText(engines));
writeFileSync(new URL('performance.svg', to), chart(drawn));
console.log(`${fileURLToPath(to)}performance.md and performance.svg written from ${files.length} runs`);
