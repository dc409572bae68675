// The command as a process of its own: exit codes, signals, pipes, the report in the working directory.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Ran, scratch, wave } from './terminal.js';

const { path, file } = scratch();
const command = ['--import', import.meta.resolve('tsx'), fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))];

/** Runs the command; `onStderr` sees the process and all it has said so far. */
function start(argv: readonly string[], folder: string, onStderr?: (child: ReturnType<typeof spawn>, text: string) => void): Promise<Ran> {
  mkdirSync(path(folder), { recursive: true });
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...command, ...argv], { cwd: path(folder), env: { ...process.env, NO_COLOR: '' } });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
      onStderr?.(child, stderr);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
}

test('the report is written into the working directory, over an older one, but not over a file of somebody else', async () => {
  const data = file('wave.csv', wave(60));
  const argv = ['distill', data, '--target', 'y'];
  const { code, stdout } = await start(argv, 'cwd');
  expect([code, stdout.includes('report.html written')]).toEqual([0, true]);
  expect(readdirSync(path('cwd'))).toEqual(['report.html']);
  expect((await start(argv, 'cwd')).code).toBe(0);
  writeFileSync(path('cwd/report.html'), 'mine');
  const refused = await start(argv, 'cwd');
  expect(refused).toEqual({
    code: 2,
    stdout: '',
    stderr: 'error: report.html is here already and is not from eigenstill; name another with --out\n',
  });
  expect(readFileSync(path('cwd/report.html'), 'utf8')).toBe('mine');
});

test('Ctrl-C in the middle of a long decomposition: 130, no word, no file', async () => {
  const data = file('long.csv', wave(6000));
  let sent = false;
  const { code, stdout, stderr } = await start(
    ['distill', data, '--target', 'y', '--kernel', 'rbf', '--select', 'loo', '--save', 'm.json'],
    'stop',
    (child, text) => {
      if (!sent && text.includes('decomposing')) {
        sent = true;
        setTimeout(() => child.kill('SIGINT'), 300);
      }
    },
  );
  expect(code).toBe(130);
  expect(stdout).toBe('');
  expect(stderr).toBe('long · reading the rows\nlong · decomposing the kernel\n');
  expect(readdirSync(path('stop'))).toEqual([]);
});

test('an error is one line and exit code 1', async () => {
  const missing = await start(['distill', 'none.csv', '--target', 'y'], 'err');
  expect(missing).toEqual({ code: 1, stdout: '', stderr: 'error: cannot read none.csv: no such file or folder\n' });
  expect(existsSync(path('err/report.html'))).toBe(false);
});

test('a reader that stops early is no error', async () => {
  const data = file('train.csv', wave(60));
  const fresh = file('fresh.csv', wave(40_000).replace(/,[^,\n]*$/gm, ''));
  expect((await start(['distill', data, '--target', 'y', '--save', 'm.json'], 'pipe')).code).toBe(0);
  const { code, stderr } = await new Promise<Ran>((resolve) => {
    const child = spawn(process.execPath, [...command, 'predict', 'm.json', fresh], { cwd: path('pipe') });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    child.on('close', (code) => resolve({ code: code ?? -1, stdout: '', stderr: said }));
  });
  expect([code, stderr]).toEqual([0, '']);
});
