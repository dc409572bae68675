// Compiles assembly/ into build/: simd.wasm, relaxed.wasm, debug.wasm, and bytes.js with the first two as hexadecimal text, which gzip takes
// back to little more than the bytes, a sixth less than base64, whose digits straddle bytes and hide what repeats.
// Beside them the script of the thread pool's workers, worker.js, and its text as a module.
// Does nothing when every output is newer than every source.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { build } from 'esbuild';

const root = new URL('..', import.meta.url);
const at = (path) => new URL(path, root);
const time = (path) => statSync(at(path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

const targets = ['simd', 'relaxed', 'debug'];
const outputs = [...targets.map((t) => `build/${t}.wasm`), 'build/bytes.js', 'build/bytes.d.ts'];
const sources = ['asconfig.json', 'scripts/wasm.mjs', 'package-lock.json', ...readdirSync(at('assembly')).map((f) => `assembly/${f}`)];

const older = (made, from) => Math.min(...made.map(time)) <= Math.max(...from.map(time));

if (older(outputs, sources)) {
  process.chdir(fileURLToPath(root));
  for (const target of targets) {
    const { error, stderr } = await asc.main(['--config', 'asconfig.json', '--target', target]);
    process.stderr.write(stderr.toString());
    if (error) process.exit(1);
  }
  const hex = (target) => readFileSync(at(`build/${target}.wasm`)).toString('hex');
  writeFileSync(at('build/bytes.js'), `export const simd = '${hex('simd')}';\nexport const relaxed = '${hex('relaxed')}';\n`);
  writeFileSync(at('build/bytes.d.ts'), 'export declare const simd: string;\nexport declare const relaxed: string;\n');
}

const workerOutputs = ['build/worker.js', 'build/worker-text.js', 'build/worker-text.d.ts'];
if (older(workerOutputs, ['scripts/wasm.mjs', 'package-lock.json', 'src/wasm/worker.ts', 'src/wasm/control.ts'])) {
  const entryPoints = [fileURLToPath(at('src/wasm/worker.ts'))];
  const { outputFiles } = await build({ entryPoints, bundle: true, minify: true, format: 'iife', target: 'es2022', write: false });
  const text = outputFiles[0].text.trim();
  writeFileSync(at('build/worker.js'), text);
  writeFileSync(at('build/worker-text.js'), `export const worker = ${JSON.stringify(text)};\n`);
  writeFileSync(at('build/worker-text.d.ts'), 'export declare const worker: string;\n');
}
