// What a study says in words: never more than its numbers show.
import { beforeAll, describe, expect, test } from 'vitest';
import type { Study } from '../../src/cli/study.js';
import { legend, summary, verdict } from '../../src/cli/summary.js';
import { paintFor } from '../../src/cli/terminal.js';
import { waveStudy, withErrors } from './studies.js';
import { capture } from './terminal.js';

let study: Study;
beforeAll(async () => {
  study = await waveStudy();
});

const plain = () => {
  const { terminal } = capture();
  return paintFor(terminal, terminal.stdout);
};

describe('the verdict', () => {
  const gain = [0.4, 0.38, 0.37, 0.36];
  const flat = [0.4, 0.4, 0.4, 0.4];
  const loss = [0.4, 0.41, 0.42, 0.44];
  const shuffled = (s: Study): Study => ({ ...s, protocol: { ...s.protocol, order: 'shuffle' }, shuffled: undefined });

  test('a gain in file order that shuffling takes away comes from drift', () => {
    expect(verdict(withErrors(study, gain, [flat, flat, loss, gain, flat]))).toBe(
      '3 steps: 10.0 % less error than ridge on the test rows. The test rows are the last of the file. Shuffled, the same rows give no difference to ridge (0.0 %), median of 5 shuffles: the gain above comes from the drift between earlier and later rows.',
    );
  });

  test('a gain that stays after shuffling is not put down to drift', () => {
    const said = verdict(withErrors(study, gain, [gain, gain, gain]));
    expect(said).toContain('10.0 % less error than ridge, median of 3 shuffles.');
    expect(said).not.toContain('drift');
  });

  test('a loss is said', () => {
    expect(verdict(withErrors(study, loss, [flat]))).toContain('3 steps: 10.0 % more error than ridge on the test rows.');
    expect(verdict(shuffled(withErrors(study, loss)))).toContain('What the choice preferred did not carry over');
  });

  test('shuffled rows: a gain is the shape of the filter, no gain is what one expects', () => {
    expect(verdict(shuffled(withErrors(study, gain)))).toContain('no drift is behind it');
    expect(verdict(shuffled(withErrors(study, flat)))).toContain('a well-chosen λ leaves a student little to gain');
  });

  test('without the contrast the order is only warned about', () => {
    expect(verdict(withErrors(study, gain))).toContain('--order shuffle shows what remains');
  });

  test('a loss in file order after leave-one-out points to validation rows', () => {
    const loo = { ...study, protocol: { ...study.protocol, select: 'loo' as const } };
    expect(verdict(withErrors(loo, loss))).toContain('cannot see drift; --select validation judges on later rows');
    expect(verdict(withErrors(loo, gain))).not.toContain('--select validation');
  });

  test('ridge chosen', () => {
    expect(verdict({ ...study, chosen: 0 })).toBe('No student did better than ridge in the choice.');
  });
});

test('the table: one row a model, columns aligned, the chosen one marked', () => {
  const timed = { ...withErrors(study, [0.4, 0.38, 0.37, 0.36]), milliseconds: { decomposition: 7, tuning: 5, rows: [8, 9, 10.4, 1200] } };
  const lines = summary(timed, plain()).split('\n');
  const rows = lines.slice(3, 8);
  expect(rows.map((line) => line.slice(0, 9))).toEqual(['  model  ', '  ridge  ', '  1 step ', '  2 steps', '● 3 steps']);
  expect(rows.map((line) => line.slice(-16, -8))).toEqual(['vs ridge', '       –', '  −5.0 %', '  −7.5 %', ' −10.0 %']);
  expect(rows.map((line) => line.slice(-6))).toEqual(['  time', '8.0 ms', '9.0 ms', ' 10 ms', '1.20 s']);
  expect(new Set(rows.map((line) => line.length)).size).toBe(1);
});

test('many steps: the weights are abridged and the table keeps to 80 columns', async () => {
  const long = await waveStudy({ steps: 7, kernel: { name: 'rbf', gamma: 0.2 }, select: 'loo' });
  const text = summary(long, plain());
  expect(text).toMatch(/7 steps .*, …, /);
  expect(text.replace(/\s+/g, ' ')).toContain('by exact leave-one-out on the 36 training rows');
  expect(`${legend(plain())}\n${text}`.split('\n').filter((line) => line.length > 80)).toEqual([]);
});
