// The tarball in Node: import, require, types, the command.
import { transformSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compute, type Results } from '../browser/compute.js';
import { cleanUp, fresh, type Packed, pack, pageFile, root, run } from './consumer.js';

let packed: Packed;
beforeAll(() => {
  packed = pack();
});
afterAll(cleanUp);

/** Which micro-kernel was the faster is a matter of the moment. */
const numbers = ({ time, engine, ...rest }: Results) => rest;

describe('the tarball', () => {
  test('holds dist, the example data and the papers, nothing else', () => {
    const paths = packed.files.map(({ path }) => path);
    expect(paths.filter((path) => !/^(dist|examples\/data)\//.test(path)).sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'package.json',
    ]);
    for (const path of ['dist/index.js', 'dist/types/index.d.ts', 'dist/cli.js', 'dist/simd.wasm']) expect(paths).toContain(path);
  });

  test('takes less than 4 MB unpacked', () => {
    expect(packed.unpackedSize).toBeLessThan(4e6);
  });
});

describe('in Node', () => {
  test('import: the numbers of this repository, bit for bit', () => {
    const folder = fresh(packed, {
      'compute.js': transformSync(pageFile('compute.ts'), { loader: 'ts' }).code,
      'main.js': "import { compute } from './compute.js';\nconsole.log(JSON.stringify(compute()));",
    });
    expect(numbers(JSON.parse(run(folder, 'node', 'main.js')))).toEqual(JSON.parse(JSON.stringify(numbers(compute()))));
  });

  test('require of the same modules, one engine for both entries', () => {
    const folder = fresh(packed, {
      'main.cjs': `const { engineInfo, initSync, matmul } = require('eigenstill');
        initSync({ variant: 'simd' });
        const slim = require('eigenstill/slim');
        const product = slim.matmul([[1, 2]], [[3], [4]]).data[0];
        console.log(JSON.stringify([product, engineInfo().variant, slim.matmul === matmul, require('eigenstill/package.json').version]));`,
    });
    expect(JSON.parse(run(folder, 'node', 'main.cjs'))).toEqual([11, 'simd', true, '0.1.0']);
  });

  test('slim, with the binary from a file', () => {
    const folder = fresh(packed, {
      'main.js': `import { init, matmul } from 'eigenstill/slim';
        try { matmul([[1]], [[1]]); } catch (error) { console.log(error.message); }
        await init({ source: new URL(import.meta.resolve('eigenstill/simd.wasm')) });
        console.log(matmul([[2]], [[3]]).data[0]);`,
    });
    const [without, product] = run(folder, 'node', 'main.js').split('\n');
    expect(without).toContain('init({ source })');
    expect(product).toBe('6');
  });

  test('a worker behind connect; eigenstill/worker.js is another thing, and an error at once', async () => {
    const folder = fresh(packed, {
      'main.js': `import { Worker } from 'node:worker_threads';
        import { NonFiniteError } from 'eigenstill/slim';
        import { connect } from 'eigenstill/worker-client';
        const start = (name) => new Worker(new URL(import.meta.resolve(name)));
        const worker = start('eigenstill/worker');
        const remote = connect(worker);
        const { values } = await remote.eigh([[2, 0], [0, 3]]);
        const typed = await remote.eigh([[NaN]]).catch((error) => error instanceof NonFiniteError);
        worker.unref(); // an idle connection keeps no process alive
        const wrong = await connect(start('eigenstill/worker.js')).eigh([[1]]).catch((error) => error.name);
        console.log(JSON.stringify([[...values], typed, wrong]));`,
    });
    expect(JSON.parse(run(folder, 'node', 'main.js'))).toEqual([[2, 3], true, 'WorkerError']);
  });

  test('the command: version, help, and the main job on the data inside', () => {
    const folder = fresh(packed, {});
    const eigenstill = (...args: string[]) => run(folder, 'npx', '--offline', 'eigenstill', ...args);
    expect(eigenstill('--version').trim()).toBe('0.1.0');
    expect(eigenstill('--help')).toContain('distill');
    const { datasets } = JSON.parse(eigenstill('distill', '--json'));
    const chicago = datasets.find(({ name }: { name: string }) => name === 'chicago-ridership');
    // reference/chicago.txt: scikit-learn's numbers for the same split
    expect(chicago.results.map(({ testMse }: { testMse: number }) => testMse.toFixed(7))).toEqual([
      '0.3593411',
      '0.3383176',
      '0.3357629',
      '0.3318510',
    ]);
  });
});

test('the command trains networks with what it brings along', { timeout: 300_000 }, () => {
  const folder = fresh(packed, {});
  const text = run(folder, 'npx', '--offline', 'eigenstill', 'reproduce', 'networks');
  expect(text).toContain('a network on the 8×8 digits');
  expect(text).toContain('28 rows: 28 never published');
});

describe('types', () => {
  const program = `import { eigh, KernelRidge, type Matrix, matrix, rbf, spectrum, tune, version } from 'eigenstill';
import { init } from 'eigenstill/slim';
import 'eigenstill/worker';
import { connect, type Remote, type WorkerLike } from 'eigenstill/worker-client';
export const remote = (worker: WorkerLike): Remote => connect(worker);
export const inPage = (worker: Worker): Promise<Matrix> => connect(worker).matmul([[1]], [[2]]);
const x: Matrix = matrix([[0], [1], [2]]);
const { best } = tune(spectrum(rbf({ gamma: 1 }), x, [[1], [2], [3]]), { lambdas: [1], steps: 1, criterion: 'loo' });
export const xi: readonly number[] = best.xi;
export const values: Float64Array = eigh([[2, 1], [1, 2]]).values;
export const model = new KernelRidge({ kernel: rbf({ gamma: 1 }), lambda: 1 }).fit(x, [[1], [2], [3]]);
export const text: string = version;
export const ready = init({ source: new URL('https://example.org/simd.wasm') });
// @ts-expect-error a matrix is not a string
eigh('2 1; 1 2');
`;

  test.each([
    ['node16', 'node16', 'main.ts'],
    ['bundler', 'esnext', 'main.ts'],
    ['nodenext', 'nodenext', 'main.cts'],
  ])('resolve and check under moduleResolution %s', (moduleResolution, module, file) => {
    const compilerOptions = {
      moduleResolution,
      module,
      target: 'es2022',
      lib: ['es2023', 'dom', 'esnext.disposable'],
      types: [],
      strict: true,
      skipLibCheck: false,
      noEmit: true,
    };
    const folder = fresh(packed, { [file]: program, 'tsconfig.json': JSON.stringify({ compilerOptions, files: [file] }) });
    expect(run(folder, 'node', `${root}node_modules/typescript/bin/tsc`, '-p', '.')).toBe('');
  });
});
