// The command end to end: table, JSON, report, data folders, exit codes.
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, expect, test, vi } from 'vitest';
import { reproducePage } from '../../src/cli/reproduce/page.js';
import { row, type Study } from '../../src/cli/reproduce/row.js';
import { studies } from '../../src/cli/reproduce/studies.js';
import { run, scratch } from './terminal.js';

const { path } = scratch();
const out = ['--out', path('papers.html')];
const mobahi = studies.find(({ name }) => name === 'mobahi')!;

afterEach(() => vi.restoreAllMocks());

test('one study: table on stdout, one line a stage on stderr, report and JSON', async () => {
  const { code, stdout, stderr } = await run(['reproduce', 'borup', '--json', path('rows.json'), ...out]);
  expect([code, stderr]).toEqual([0, 'borup · computing the rows\n']);
  expect(stdout).toContain('eigenstill · borup');
  expect(stdout).toMatch(/\n✓ loss, α = 0, step 1 +0\.16477 +0\.164773 {2}agrees\n/);
  expect(stdout).toContain(`${path('papers.html')} written · open it in a browser · numbers in ${path('rows.json')}`);
  expect(stdout.split('\n').filter((line) => line.length > 80 && !line.includes('written'))).toEqual([]);
  const found: { studies: Study[] } = JSON.parse(readFileSync(path('rows.json'), 'utf8'));
  expect(found.studies.map(({ name }) => name)).toEqual(['borup']);
  expect(readFileSync(path('papers.html'), 'utf8')).toBe(
    reproducePage([await studies.find(({ name }) => name === 'borup')!.study({})].flat()),
  );
});

test('a number that differs: everything is written, then one line and exit code 1', async () => {
  const wrong: Study = { name: 'mobahi', title: 't', rows: [row('a loss', 2, { published: '1' })], figures: [] };
  vi.spyOn(mobahi as { study: typeof mobahi.study }, 'study').mockReturnValue(wrong);
  const { code, stdout, stderr } = await run(['reproduce', 'mobahi', '--out', path('wrong.html')]);
  expect(code).toBe(1);
  expect(stdout).toContain('✗ a loss');
  expect(stderr).toContain('error: 1 of the numbers that should agree do not: mobahi: a loss\n');
  expect(existsSync(path('wrong.html'))).toBe(true);
});

test('the data folder: --data, else EIGENSTILL_DATA', async () => {
  const asked: (string | undefined)[] = [];
  vi.spyOn(mobahi as { study: typeof mobahi.study }, 'study').mockImplementation(({ data }) => {
    asked.push(data);
    return { name: 'mobahi', title: 't', rows: [row('a', 1)], figures: [] };
  });
  await run(['reproduce', 'mobahi', ...out]);
  await run(['reproduce', 'mobahi', ...out], { env: { EIGENSTILL_DATA: 'one' } });
  await run(['reproduce', 'mobahi', '--data', 'two', ...out], { env: { EIGENSTILL_DATA: 'one' } });
  expect(asked).toEqual([undefined, 'one', 'two']);
});

test.each([
  [['reproduce', 'hinton', ...out], 2, 'there is no study "hinton"; one of '],
  [['reproduce', 'borup', '--out', path('no/where.html')], 1, 'cannot write'],
  [['reproduce', '--grid'], 2, "unknown option '--grid'"],
])('%j', async (argv, code, message) => {
  const ran = await run(argv);
  expect(ran.code).toBe(code);
  expect(ran.stderr).toContain(message);
});

test('aborted: exit code 130, nothing written', async () => {
  const abort = new AbortController();
  abort.abort();
  expect((await run(['reproduce', 'borup', '--out', path('never.html')], { signal: abort.signal })).code).toBe(130);
  expect(existsSync(path('never.html'))).toBe(false);
});

test('an interrupt that comes while a study computes ends the command after it, without a report', async () => {
  const abort = new AbortController();
  vi.spyOn(mobahi as { study: typeof mobahi.study }, 'study').mockImplementation(() => {
    setTimeout(() => abort.abort(), 1); // what arrives while nobody listens
    for (const start = performance.now(); performance.now() < start + 10; );
    return { name: 'mobahi', title: 't', rows: [row('a', 1)], figures: [] };
  });
  const { code, stdout } = await run(['reproduce', 'mobahi', '--out', path('never.html')], { signal: abort.signal });
  expect(code).toBe(130);
  expect(stdout).not.toContain('written');
  expect(existsSync(path('never.html'))).toBe(false);
});
