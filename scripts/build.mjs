// Builds dist/: the library (index.js, slim.js, both ends of a worker, and their shared chunks), the command (cli.js), the binaries, the script of a worker, the declarations.
// Does nothing when every output is newer than every source. Speaks on stderr only: stdout belongs to the command.
import { spawnSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import './wasm.mjs';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const copies = ['simd.wasm', 'relaxed.wasm', 'worker.js'];
// of TensorFlow.js, which `reproduce networks` trains with: its binary, found beside the chunk that holds the rest
const network = 'tfjs-backend-wasm-simd.wasm';
/** The entries of the library. */
const entryPoints = {
  index: 'src/index.ts',
  slim: 'src/slim.ts',
  'worker-client': 'src/worker-client.ts',
};
const outputs = [
  ...Object.keys(entryPoints).map((name) => `${name}.js`),
  'cli.js',
  ...copies,
  network,
  'THIRD-PARTY.txt',
  'types/index.d.ts',
  'types/worker.d.ts',
];
// folders too: their time tells of files that went away
const sources = [
  'src',
  ...readdirSync('src', { recursive: true }).map((name) => `src/${name}`),
  'build/bytes.js',
  'build/worker.js',
  'scripts/build.mjs',
];
const settings = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const time = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** What uses the library that stands beside it in dist/, as any program would: the command, and the script of `connect`'s worker. */
const byPublicEntry = {
  name: 'by-public-entry',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\..*\/index\.js$/ }, ({ resolveDir, path }) => {
      if (resolve(resolveDir, path) === resolve('src/index.js')) return { path: './index.js', external: true };
    }),
};

if (Math.min(...outputs.map((name) => time(`dist/${name}`))) <= Math.max(...[...sources, ...settings].map(time))) {
  rmSync('dist', { recursive: true, force: true });
  const library = await bundle({ entryPoints, platform: 'browser' });
  browserClean(library);
  const server = await bundle({ entryPoints: { 'worker-server': 'src/worker.ts' }, platform: 'browser', plugins: [byPublicEntry] });
  const command = await bundle({
    entryPoints: { cli: 'src/cli/main.ts' },
    platform: 'node',
    minify: true,
    lineLimit: 160,
    // CommonJS libraries inside ask for Node's modules by `require`
    banner: { js: "#!/usr/bin/env node\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);" },
    plugins: [byPublicEntry],
    // TensorFlow.js: its modules, of which unused ones fall away; Node's own fetch; the folder of the chunk in place of CommonJS's
    mainFields: ['module', 'main'],
    external: ['node-fetch'],
    define: { __dirname: 'import.meta.dirname' },
  });
  writeFileSync('dist/THIRD-PARTY.txt', notices([library, server, command]));
  copyFileSync(join(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')), network), `dist/${network}`);
  for (const name of copies) copyFileSync(`build/${name}`, `dist/${name}`);
  declarations();
}

async function bundle(options) {
  const common = { bundle: true, splitting: true, format: 'esm', target: 'es2022', outdir: 'dist', metafile: true, legalComments: 'none' };
  const result = await build({ ...common, ...options, logLevel: 'warning' }).catch(() => process.exit(1)); // esbuild has said why
  return result.metafile;
}

function browserClean({ outputs }) {
  const foreign = Object.values(outputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
  if (foreign.length === 0) return;
  console.error(`the library must run in a browser; it imports ${foreign.map(({ path }) => path).join(', ')}`);
  process.exit(1);
}

/** Names and licences of the packages inside dist/. */
function notices(metafiles) {
  const inputs = metafiles.flatMap((metafile) => Object.keys(metafile.inputs));
  const folders = new Set(inputs.map((path) => path.match(/^.*node_modules\/(@[^/]+\/)?[^/]+/)?.[0]).filter(Boolean));
  return [...folders]
    .sort()
    .map(notice)
    .join(`\n${'─'.repeat(100)}\n\n`);
}

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return `${name} ${version} · ${license}\n\n${file ? readFileSync(`${folder}/${file}`, 'utf8') : `https://spdx.org/licenses/${license}.html\n`}`;
}

function declarations() {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(1);
}
