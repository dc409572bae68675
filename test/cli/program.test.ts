// The command end to end, in this process: what is printed where, what is written, which exit code, never a stack trace.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli/program.js';
import { version } from '../../src/index.js';
import { capture, run, scratch, wave } from './terminal.js';

const { folder, path, file } = scratch();
const data = file('wave.csv', wave(60));
const out = ['--out', path('report.html')];

describe('distill', () => {
  test('prints the table and what the numbers are on stdout, one line a stage on stderr, and writes the report', async () => {
    const { code, stdout, stderr } = await run(['distill', data, '--target', 'y', ...out]);
    expect(code).toBe(0);
    expect(stdout).toContain('eigenstill · wave · 60 rows × 2 features · predicts y');
    expect(stdout).toContain('linear kernel · rows in file order: 18 train / 18 validation / 24 test');
    expect(stdout).toMatch(/\n {2}model +λ {2}ξ +validation +test {2}vs ridge +time\n {2}ridge .* m?s\n/);
    expect(stdout).toMatch(/\n● (ridge|\d steps?) /);
    expect(stdout).toMatch(/one decomposition .* · 36 models tuned in .* · engine simd, 1 thread/);
    expect(stdout).toContain('λ and ξ were chosen on the 18 validation rows');
    expect(stdout).toContain(`${path('report.html')} written · open it in a browser`);
    expect(stdout).not.toContain('\u001b');
    expect(stderr.split('\n')).toEqual([
      'wave · reading the rows',
      'wave · decomposing the kernel',
      'wave · choosing λ and ξ',
      'wave · measuring on the test rows',
      'wave · the same rows shuffled',
      `${path('report.html')} · drawing the report`,
      '',
    ]);
    expect(readFileSync(path('report.html'), 'utf8')).toMatch(/^<!doctype html>/);
    const wide = stdout.split('\n').filter((line) => line.length > 80 && !line.includes('written'));
    expect(wide).toEqual([]);
  });

  test('--json prints one object and nothing else', async () => {
    const { code, stdout } = await run([
      'distill',
      data,
      '--target',
      'y',
      '--kernel',
      'rbf',
      '--gamma',
      '0.2',
      '--lambda',
      '1e-2:1',
      '--steps',
      '2',
      '--select',
      'gcv',
      '--order',
      'shuffle',
      '--seed',
      '7',
      '--split',
      '50/10/40',
      '--json',
      ...out,
    ]);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    const { datasets } = JSON.parse(stdout);
    expect(datasets).toHaveLength(1);
    expect(datasets[0]).toMatchObject({
      name: 'wave',
      order: 'shuffle',
      select: 'gcv',
      seed: 7,
      split: { train: 36, validation: 0, test: 24 },
      kernel: { type: 'rbf', gamma: 0.2 },
    });
    expect(datasets[0].results.map(Object.keys)).toEqual(Array(3).fill(['kernel', 'steps', 'lambda', 'xi', 'validationMse', 'testMse']));
    datasets[0].results.forEach((result: Record<string, unknown>, k: number) => {
      expect(result).toMatchObject({ kernel: 'rbf', steps: k });
      expect([0.01, 0.1, 1]).toContain(result.lambda);
      expect(result.xi).toHaveLength(k);
    });
  });

  test('colour, bold and a bar on a terminal; no colour with NO_COLOR', async () => {
    const colour = await run(['distill', data, '--target', 'y', ...out], { tty: true, env: { TERM: 'xterm' } });
    expect(colour.stdout).toContain('\u001b[1m');
    expect(colour.stderr).toContain('█');
    expect(colour.stderr).not.toContain('\u001b[?25l');
    const plain = await run(['distill', data, '--target', 'y', ...out], { tty: true, env: { TERM: 'xterm', NO_COLOR: '1' } });
    expect(plain.stdout).not.toContain('\u001b');
  });

  test('the same call prints the same, times apart', async () => {
    const quiet = (text: string) => text.replace(/one decomposition.*\n/, '').replace(/ +(time|[\d.]+ m?s)$/gm, '');
    const [one, two] = [await run(['distill', data, '--target', 'y', ...out]), await run(['distill', data, '--target', 'y', ...out])];
    expect(quiet(two.stdout)).toBe(quiet(one.stdout));
  });
});

describe('predict', () => {
  test('prints one prediction for each row, the same as into a file', async () => {
    await run(['distill', data, '--target', 'y', '--save', path('model.json'), ...out]);
    const fresh = file('new.csv', 'b;a\n1,5;2\n0,5;NA\n-1;0\n');
    const printed = await run(['predict', path('model.json'), fresh]);
    expect(printed.code).toBe(0);
    const lines = printed.stdout.split('\n');
    expect([lines[0], lines[2], lines[4]]).toEqual(['prediction', 'NA', '']);
    expect(Number(lines[1])).toBeCloseTo(2 * 2 - 1.5, 0);
    expect(printed.stderr).toBe('note: 1 row with missing features, first row 2; prediction NA\n');
    const written = await run(['predict', path('model.json'), fresh, '--out', path('p.csv')]);
    expect(readFileSync(path('p.csv'), 'utf8')).toBe(printed.stdout);
    expect(written.stdout).toBe('');
    expect(written.stderr).toContain('p.csv written · 3 predictions of y');
  });

  test('says the error where the target is there too', async () => {
    await run(['distill', data, '--target', 'y', '--save', path('model.json'), ...out]);
    const { stderr } = await run(['predict', path('model.json'), data]);
    expect(stderr).toMatch(/^wave\.csv holds y too: root mean squared error 0\.\d+\n$/);
  });
});

describe('help and version', () => {
  test.each([[['--help']], [[]]])('%j shows the commands', async (argv) => {
    const { code, stdout, stderr } = await run(argv);
    expect(code).toBe(0);
    expect(stdout + stderr).toMatch(/Usage: eigenstill(.|\n)*distill(.|\n)*predict/);
  });

  test('distill --help lists every option', async () => {
    const { code, stdout } = await run(['distill', '--help']);
    expect(code).toBe(0);
    for (const option of [
      'target',
      'features',
      'require',
      'missing',
      'kernel',
      'gamma',
      'lambda',
      'steps',
      'select',
      'split',
      'order',
      'seed',
      'save',
      'out',
      'json',
    ]) {
      expect(stdout).toContain(`--${option}`);
    }
    expect(stdout.replace(/\s+/g, ' ')).toContain('1e-3:1e5 for linear, 1e-6:1e4 for the others');
  });

  test('--version', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });
});

describe('bad usage: exit code 2, one line', () => {
  test.each([
    [['destil'], "unknown command 'destil'"],
    [['distill', data, '--target', 'y', '--kernal', 'rbf'], "unknown option '--kernal'"],
    [['distill', data], '--target is missing: which column of wave.csv is to be predicted? (a, b, y)'],
    [['distill', '--target', 'y'], '--target belongs to a data file'],
    [['distill', '--save', 'm.json'], '--save belongs to a data file'],
    [['distill', data, '--target'], 'argument missing'],
    [['distill', data, data, '--target', 'y'], 'too many arguments'],
    [['distill', data, '--target', 'y', '--steps', '-1'], '--steps must be a whole number from 0 to 12; got "-1"'],
    [['distill', data, '--target', 'y', '--steps', '13'], '--steps must be'],
    [['distill', data, '--target', 'y', '--seed', '1.5'], '--seed must be'],
    [['distill', data, '--target', 'y', '--select', 'cv'], '--select must be one of validation, loo, gcv; got "cv"'],
    [['distill', data, '--target', 'y', '--order', 'random'], '--order must be one of file, shuffle'],
    [['distill', data, '--target', 'y', '--split', '30/30'], '--split must be'],
    [['distill', data, '--target', 'y', '--split', '60/0/40'], '--split 60/0/40 leaves no validation rows'],
    [['distill', data, '--target', 'y', '--lambda', '5:1'], '--lambda must be'],
    [['distill', data, '--target', 'y', '--kernel', 'gauss'], '--kernel must be one of'],
    [['distill', data, '--target', 'y', '--features', 'a,y'], '"y" is the target'],
    [['predict', 'model.json'], "missing required argument 'file'"],
  ])('%j', async (argv, message) => {
    const { code, stdout, stderr } = await run([argv[0], ...(argv[0] === 'distill' ? out : []), ...argv.slice(1)]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toMatch(/^ +at /m);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
  });
});

describe('bad data: exit code 1, one line with the place, nothing written', () => {
  const good = wave(40).trimEnd().split('\n');
  const edit = (row: number, line: string) => good.with(row, line).join('\n');
  test.each([
    ['no file', () => path('none.csv'), 'no such file'],
    ['a folder', () => folder, 'it is a folder'],
    ['empty', () => file('bad.csv', ''), 'bad.csv is empty'],
    ['one row', () => file('bad.csv', good.slice(0, 2).join('\n')), 'bad: 1 complete row is too few'],
    ['header only', () => file('bad.csv', 'a,b,y\n'), 'bad.csv has a header but no rows'],
    ['a word among numbers', () => file('bad.csv', edit(7, '1,two,3')), 'bad.csv, row 7 (line 8), column "b": "two" is not a number'],
    ['a word in the target', () => file('bad.csv', edit(3, '1,2,three')), 'bad.csv, row 3 (line 4), column "y": "three" is not a number'],
    ['a stray quote', () => file('bad.csv', edit(5, '"1,2,3')), 'bad.csv, row 5 (line 6): a quote'],
    ['a ragged row', () => file('bad.csv', edit(9, '1,2')), 'bad.csv, row 9 (line 10) has 2 cells, the header has 3'],
    ['a NUL byte', () => file('bad.csv', edit(2, '1,\u00002,3')), 'bad.csv, line 3 holds a NUL byte'],
    ['an unknown column', () => file('bad.csv', 'a,b,z\n1,2,3\n'), 'bad.csv has no column "y" (--target); columns: a, b, z'],
    [
      'a constant target',
      () => file('bad.csv', good.map((line, i) => (i ? line.replace(/[^,]*$/, '1') : line)).join('\n')),
      'the target "y" is 1 in all 12 training rows',
    ],
    ['damaged gzip', () => file('bad.gz', Buffer.from([0x1f, 0x8b, 8, 0, 0])), 'cannot unzip'],
  ])('%s', async (_, make, message) => {
    const { code, stdout, stderr } = await run(['distill', make(), '--target', 'y', '--save', path('no.json'), '--out', path('no.html')]);
    const [last] = stderr.trimEnd().split('\n').slice(-1);
    expect(last).toContain(message);
    expect(last).toMatch(/^error: /);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).not.toMatch(/^ +at /m);
    expect(existsSync(path('no.html')) || existsSync(path('no.json'))).toBe(false);
  });

  test.each(['--out', '--save'])('a file that cannot be written, %s: said before any work', async (option) => {
    for (const [target, message] of [
      [path('no/folder/x'), 'no such file or folder'],
      [folder, 'it is a folder'],
    ]) {
      const { code, stderr } = await run(['distill', data, '--target', 'y', ...out, option, target]);
      expect([code, stderr]).toEqual([1, `error: cannot write ${target}: ${message}\n`]);
    }
  });

  test('a model that is none', async () => {
    expect(await run(['predict', file('m.json', '{}'), data])).toMatchObject({ code: 1, stdout: '' });
  });
});

test('missing values and categories are handled and said', async () => {
  const rows = wave(80)
    .trimEnd()
    .split('\n')
    .map((line, i) =>
      i === 0 ? `${line},kind,same` : `${i % 10 === 0 ? line.replace(/^[^,]*/, '-999') : line},${['u', 'v', 'w'][i % 3]},4`,
    );
  const { code, stdout } = await run(['distill', file('mixed.csv', rows.join('\n')), '--target', 'y', '--missing', '-999', ...out]);
  expect(code).toBe(0);
  expect(stdout).toContain('72 rows × 6 features');
  expect(stdout).toContain('note: 8 of 80 rows left out for missing values, most in "a" (8)');
  expect(stdout).toContain('note: "kind" holds text: one 0/1 column for each of its 3 levels');
  expect(stdout).toContain('note: constant in the training rows, so without influence: same');
});

describe('interrupted while', () => {
  test.each([
    ['reading the rows', 'linear'],
    ['decomposing', 'linear'],
    ['choosing', 'linear'],
    ['shuffled', 'linear'],
    ['measuring', 'rbf'],
  ])('%s, %s: 130, nothing written, no word', async (stage, kernel) => {
    const interrupt = new AbortController();
    const { terminal, texts } = capture();
    terminal.stderr.on('data', (chunk) => {
      if (String(chunk).includes(stage)) interrupt.abort();
    });
    const options = ['--target', 'y', '--kernel', kernel, '--out', path('interrupted.html'), '--save', path('interrupted.json')];
    expect(await main(['distill', data, ...options], terminal, interrupt.signal)).toBe(130);
    expect(texts.stderr).not.toContain('error');
    expect(texts.stdout).not.toContain('written');
    expect(readdirSync(folder).filter((name) => name.includes('interrupted') || name.endsWith('.part'))).toEqual([]);
  });
});
