// Bench · the command: npm run bench -- [matmul] [matmul32] [eigh] [cholesky] [gram] [distill] [--peer FILE.mjs]… [--quick] [--save]
//
//   without names   everything
//   --peer FILE     puts a module of yours into the tables (its interface: peer.ts); may be given several times
//   --quick         sizes up to 256, fewer rounds: a look, not a measurement
//   --save          keeps the printed text in bench/results/: node-20.txt, or node-20-matmul-quick.txt for a part of it
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { cholesky } from './cholesky.js';
import { compare, comparison, type Operation, type Result } from './compare.js';
import { distill } from './distill.js';
import { eigh } from './eigh.js';
import { gram } from './gram.js';
import { calm, quick } from './harness.js';
import { matmul, matmul32 } from './matmul.js';
import { peak } from './peak.js';
import { everyone } from './peers.js';
import { summary } from './summary.js';
import { digits } from './table.js';
import { variants } from './variants.js';

const operations: readonly Operation[] = [matmul, matmul32, eigh, cholesky, gram];
const names = [...operations.map(({ name }) => name), 'distill'];

const printed: string[] = [];
const print = (text = '') => {
  console.log(text);
  printed.push(text);
};

/** Where a long run stands, on a terminal only: one line that the next one replaces. */
const status = (text: string) => {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
};

function read() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { peer: { type: 'string', multiple: true }, quick: { type: 'boolean' }, save: { type: 'boolean' } },
    });
    const unknown = positionals.find((name) => !names.includes(name));
    if (unknown !== undefined) throw new Error(`unknown operation '${unknown}'; there are ${names.join(', ')}`);
    return { files: values.peer ?? [], quickly: values.quick ?? false, save: values.save ?? false, chosen: positionals };
  } catch (error) {
    return refuse(error);
  }
}

function refuse(error: unknown): never {
  console.error(`bench: ${error instanceof Error ? error.message : error}`);
  process.exit(2);
}

const { files, quickly, save, chosen } = read();
const wants = (name: string) => chosen.length === 0 || chosen.includes(name);
const pace = quickly ? quick : calm;
const engine = `node ${process.versions.node}, V8 ${process.versions.v8}`;

const peers = await everyone(files).catch(refuse);
peak(300);
const command = ['npm run bench --', ...chosen, ...files.map((file) => `--peer ${relative('', file)}`), ...(quickly ? ['--quick'] : [])];
print(command.join(' ').replace(/ --$/, ''));
print(`${cpus()[0]?.model.trim()}, ${cpus().length} cores; ${engine}; ${new Date().toISOString().slice(0, 10)}`);
print(
  `best call against best call; at most ${pace.budget / 1000} s a row, timeout: one call would take longer; peak measured in this run, see below`,
);

const results: Result[] = [];

for (const op of operations) {
  if (!wants(op.name)) continue;
  const sized = { ...op, sizes: quickly ? op.sizes.filter((n) => n <= 256) : op.sizes };
  const found = await compare(sized, peers, pace, (n) => {
    peak(1);
    status(`${op.name} n = ${n} …`);
  });
  status('');
  print();
  print(comparison(op, found, peak(50), variants[0]));
  results.push(...found);
}
if (wants('distill')) {
  status('distill …');
  const text = await distill(quickly ? 200 : 1000, pace, () => peak(1));
  status('');
  print();
  print(text);
}
const { mulAdd, relaxed } = peak(1);
print();
print(`peak, registers only, one thread: ${digits(mulAdd)} GFLOP/s multiply and add${relaxed ? `, ${digits(relaxed)} relaxed madd` : ''}`);
for (const line of summary(results, variants[0], process.versions.node.startsWith('20.'))) print(line);

if (save) {
  const folder = new URL('./results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const parts = [`node-${process.versions.node.split('.')[0]}`, ...chosen, ...(quickly ? ['quick'] : [])];
  writeFileSync(new URL(`${parts.join('-')}.txt`, folder), `${printed.join('\n')}\n`);
}
