// Bench · the command: npm run bench:all [-- --only node,node24,chromium] [--part single,threads] [--peer FILE.mjs]… [--quick]
//
//   node       the Node that runs this          single    products, Gram matrices, exp, factorizations, tuning, pinned to the last core where there is taskset
//   node24     Node 24 from the registry        threads   two threads against one, and what copies cost, in steps; not pinned
//   chromium   headless, scripts/chromium.ts
//
// Each part is a command of its own, printed before it runs, and kept in bench/results/performance-*. Then bench:docs writes
// docs/performance.md. The single part takes 20 to 30 minutes an engine, the more the less quiet the machine is; --quick three in all,
// says nothing about speed and writes to build/bench.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findChromium, HOW_TO_GET } from '../scripts/chromium.js';
import { refuse } from './command.js';

const ENGINES = ['node', 'node24', 'chromium'] as const;
const PARTS = { single: ['matmul', 'gram', 'exp', 'eigh', 'cholesky', 'solve', 'distill'], threads: ['copies', 'threads'] } as const;
type EngineName = (typeof ENGINES)[number];
type Part = keyof typeof PARTS;

function read() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string', default: ENGINES.join() },
        part: { type: 'string', default: Object.keys(PARTS).join() },
        peer: { type: 'string', multiple: true, default: [] },
        quick: { type: 'boolean', default: false },
      },
    });
    const [only, part] = [values.only.split(','), values.part.split(',')];
    const unknown = [...only.filter((name) => !ENGINES.includes(name as EngineName)), ...part.filter((name) => !(name in PARTS))];
    if (unknown.length > 0) throw new Error(`unknown ${unknown.join(', ')}; there are ${[...ENGINES, ...Object.keys(PARTS)].join(', ')}`);
    return { only: only as EngineName[], parts: part as Part[], peers: values.peer, quick: values.quick };
  } catch (error) {
    return refuse(error);
  }
}

const { only, parts, peers, quick } = read();
const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const major = process.versions.node.split('.')[0];

/** How an engine is started, and what its runs are called. */
const START: Record<EngineName, { command: string[]; name: string }> = {
  node: { command: [process.execPath, '--import', 'tsx', file('run.ts')], name: `node-${major}` },
  node24: { command: ['npx', '--yes', 'node@24', '--import', 'tsx', file('run.ts')], name: 'node-24' },
  chromium: { command: [process.execPath, '--import', 'tsx', file('chromium.ts')], name: 'chromium' },
};
const canPin = spawnSync('taskset', ['--version']).status === 0;

/** One command; whether it ended well. */
function run(engine: EngineName, part: Part): boolean {
  const { command, name } = START[engine];
  const words = [
    ...PARTS[part],
    quick ? '--quick' : '--brisk',
    '--save',
    '--as',
    `performance-${name}${part === 'threads' ? '-threads' : ''}`,
  ];
  const modules = engine === 'chromium' || part === 'threads' ? [] : peers.flatMap((peer) => ['--peer', peer]);
  const pin = part === 'single' && canPin ? ['taskset', '-c', String(cpus().length - 1)] : [];
  const [first, ...rest] = [...pin, ...command, ...words, ...modules];
  console.log(`\n── ${engine}, ${part} ${'─'.repeat(60)}`);
  return spawnSync(first, rest, { stdio: 'inherit' }).status === 0;
}

if (only.includes('chromium') && !findChromium()) refuse(HOW_TO_GET);
const failed = only.flatMap((engine) => parts.flatMap((part) => (run(engine, part) ? [] : [`${engine} ${part}`])));
const docs = spawnSync(process.execPath, ['--import', 'tsx', file('docs.ts'), ...(quick ? ['--look'] : [])], { stdio: 'inherit' });
if (failed.length > 0) console.error(`bench:all: failed: ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : (docs.status ?? 1);
