// Compiles assembly/ into build/: simd.wasm, relaxed.wasm, debug.wasm, and bytes.js with the first two as base64 text.
// Does nothing when every output is newer than every source.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = new URL('..', import.meta.url);
const at = (path) => new URL(path, root);
const time = (path) => statSync(at(path), { throwIfNoEntry: false })?.mtimeMs ?? 0;

const targets = ['simd', 'relaxed', 'debug'];
const outputs = [...targets.map((t) => `build/${t}.wasm`), 'build/bytes.js', 'build/bytes.d.ts'];
const sources = ['asconfig.json', 'scripts/wasm.mjs', 'package-lock.json', ...readdirSync(at('assembly')).map((f) => `assembly/${f}`)];

if (Math.min(...outputs.map(time)) <= Math.max(...sources.map(time))) {
  process.chdir(fileURLToPath(root));
  for (const target of targets) {
    const { error, stderr } = await asc.main(['--config', 'asconfig.json', '--target', target]);
    process.stderr.write(stderr.toString());
    if (error) process.exit(1);
  }
  const base64 = (target) => readFileSync(at(`build/${target}.wasm`)).toString('base64');
  writeFileSync(at('build/bytes.js'), `export const simd = '${base64('simd')}';\nexport const relaxed = '${base64('relaxed')}';\n`);
  writeFileSync(at('build/bytes.d.ts'), 'export declare const simd: string;\nexport declare const relaxed: string;\n');
}
