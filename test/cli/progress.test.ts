import { expect, test } from 'vitest';
import { createReporter } from '../../src/cli/progress.js';
import { capture } from './terminal.js';

test('piped: one line a stage, however many parts it has', () => {
  const { terminal, texts } = capture();
  const reporter = createReporter(terminal, 'd');
  for (let done = 0; done < 5; done++) reporter.update({ stage: 'decompose', phase: `p${done % 2}`, done, total: 5 });
  reporter.update({ stage: 'tune', done: 0, total: 1 });
  reporter.stop();
  expect(texts).toEqual({ stdout: '', stderr: 'd · decomposing the kernel\nd · choosing λ and ξ\n' });
});

test('on a terminal: a bar with stage and share that is taken away at the end', () => {
  const { terminal, texts } = capture({ tty: true, env: { TERM: 'xterm' } });
  const reporter = createReporter(terminal, 'd');
  reporter.update({ stage: 'decompose', done: 1, total: 4 });
  reporter.stop();
  reporter.stop();
  expect(texts.stderr).toContain('d · decomposing the kernel');
  expect(texts.stderr).toContain('25 %');
  expect(texts.stderr.endsWith('\u001b[0K') || texts.stderr.endsWith('\u001b[2K')).toBe(true);
  expect(texts.stdout).toBe('');
});

test('a dumb terminal gets lines', () => {
  const { terminal, texts } = capture({ tty: true, env: { TERM: 'dumb' } });
  createReporter(terminal, 'd').update({ stage: 'read', done: 0, total: 1 });
  expect(texts.stderr).toBe('d · reading the rows\n');
});
