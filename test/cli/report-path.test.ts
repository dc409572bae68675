// Where a report goes: what is named, or the usual name unless somebody else's file has it.
import { expect, test } from 'vitest';
import { reportPath } from '../../src/cli/report-path.js';
import { scratch } from './terminal.js';

const { path, file } = scratch();

test('the usual name is taken where it is free or ours', () => {
  expect(reportPath('x.html', path('a.html'))).toBe('x.html');
  expect(reportPath(undefined, path('a.html'))).toBe(path('a.html'));
  file('ours.html', '<meta name="generator" content="eigenstill">');
  expect(reportPath(undefined, path('ours.html'))).toBe(path('ours.html'));
  const other = file('other.html', 'mine');
  expect(() => reportPath(undefined, other)).toThrow('is here already and is not from eigenstill; name another with --out');
});
