// The report: one file, every figure with finding, text alternative and numbers; nothing from outside; hostile names harmless.
import { parseHTML } from 'linkedom';
import { beforeAll, describe, expect, test } from 'vitest';
import { GENERATOR, reportPage } from '../../src/cli/report.js';
import type { Study } from '../../src/cli/study.js';
import { waveStudy, withErrors } from './studies.js';
import { wave } from './terminal.js';

let file: Study;
let loo: Study;
let html: string;
const documentOf = (page: string) => parseHTML(page).document;
/** The one element that must be there. */
const one = (root: ParentNode, selector: string): HTMLElement => {
  const found = root.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`no ${selector}`);
  return found;
};
beforeAll(async () => {
  file = await waveStudy();
  loo = await waveStudy({ kernel: { name: 'rbf', gamma: 'median' }, select: 'loo', order: 'shuffle' }, { name: 'other' });
  html = reportPage([file, loo]);
});

test('one overview and five figures for each study, each with title, text alternative, caption and button', () => {
  const figures = [...documentOf(html).querySelectorAll('figure')];
  expect(figures.map((figure) => one(figure, 'button').dataset.csv)).toEqual([
    'overview',
    ...['wave', 'other'].flatMap((name) => ['error-by-lambda', 'tenths', 'predicted', 'filters', 'spectrum'].map((id) => `${name}-${id}`)),
  ]);
  for (const figure of figures) {
    expect(one(figure, 'h3').textContent).toMatch(/\w/);
    expect(one(figure, 'svg').getAttribute('aria-label')).toMatch(/\w/);
    expect(one(figure, 'svg').getAttribute('role')).toBe('img');
    expect(one(figure, 'figcaption').textContent).toMatch(/\w/);
  }
});

test('the numbers behind the button are those of the study', () => {
  const document = documentOf(html);
  const csv = (id: string): string[][] =>
    JSON.parse(one(document, `#${id}-csv`).textContent ?? '')
      .split('\n')
      .map((line: string) => line.split(','));
  const path = csv('wave-error-by-lambda');
  expect(path[0]).toEqual(['lambda', 'steps', 'selection_mse', 'test_mse']);
  expect(path.slice(1).map((row) => row.map(Number))).toEqual(file.path.map((p) => [p.lambda, p.steps, p.validationMse, p.testMse]));
  const predicted = csv('other-predicted').slice(1);
  expect(predicted.map((row) => Number(row[0]))).toEqual(Array.from(loo.test.row));
  expect(predicted.map((row) => Number(row[5]))).toEqual(Array.from(loo.test.predicted[3]));
  expect(
    csv('other-spectrum')
      .slice(1)
      .map((row) => Number(row[1])),
  ).toEqual(Array.from(loo.eigenvalues));
  expect(csv('wave-tenths')).toHaveLength(1 + 10 * 3);
});

test('the table of each study has one row a model, the chosen one marked', () => {
  const tables = [...documentOf(html).querySelectorAll('table')];
  expect(tables).toHaveLength(2);
  for (const table of tables) {
    expect(table.querySelectorAll('tbody tr')).toHaveLength(4);
    expect(table.querySelectorAll('tr.chosen')).toHaveLength(1);
  }
});

test('light and dark, and nothing is fetched', () => {
  expect(html).toContain(GENERATOR);
  expect(html).toContain('prefers-color-scheme: dark');
  expect(html.replaceAll('http://www.w3.org/', '')).not.toMatch(/https?:|@import|url\((?!data)|<link(?! rel="icon" href="data:)|src=/);
});

test('no number is missing or broken in a picture', () => {
  for (const svg of documentOf(html).querySelectorAll('svg')) expect(svg.outerHTML).not.toMatch(/NaN|undefined|Infinity/);
});

test('names with markup are text, not markup', async () => {
  const name = '<img src=x onerror=alert(1)>&"\'';
  const hostile = await waveStudy(
    {},
    { name: '</script><b>', csv: wave(60).replace('a,b,y', `a,b,"${name.replace(/"/g, '""')}"`), target: name },
  );
  const document = documentOf(reportPage([hostile]));
  expect(document.querySelectorAll('img, b:not(.howto b)')).toHaveLength(0);
  expect(one(document, 'h2').textContent).toBe('</script><b>');
  expect(document.querySelectorAll('script')).toHaveLength(6 + 1);
});

describe('findings follow the numbers', () => {
  const titles = (study: Study) =>
    [...documentOf(reportPage([study])).querySelectorAll('figure h3')].map((h3) => (h3.textContent ?? '').replaceAll('\u00a0', ' '));

  test('a gain', () => {
    const [overview, error] = titles(withErrors(file, [0.4, 0.38, 0.37, 0.36]));
    expect(overview).toBe('Self-distillation against ridge: 10.0 % less error on wave');
    expect(error).toBe('3 steps make a test error of 0.3600, ridge 0.4000');
  });

  test('a loss', () => {
    const [overview, error] = titles(withErrors(file, [0.4, 0.44]));
    expect(overview).toBe('Self-distillation against ridge: 10.0 % more error on wave');
    expect(error).toBe('Ridge keeps the smaller test error, 0.4000 against 0.4400');
  });

  test('neither', () => {
    const [overview, error] = titles(withErrors(file, [0.4, 0.4001]));
    expect(overview).toBe('Self-distillation against ridge: no difference on wave');
    expect(error).toBe('Ridge and its best student make the same test error, 0.4000 and 0.4001');
  });
});

describe('studies of unusual shape are drawn', () => {
  test.each<[string, Parameters<typeof waveStudy>]>([
    ['ridge alone', [{ steps: 0 }]],
    ['one λ', [{ lambdas: [1] }]],
    ['twelve steps', [{ steps: 12, kernel: { name: 'rbf', gamma: 0.3 } }]],
    ['three test rows', [{}, { csv: wave(7) }]],
    ['one feature', [{}, { csv: wave(60).replace(/^[^,]*,/gm, '') }]],
  ])('%s', async (_, args) => {
    const page = reportPage([await waveStudy(...args)]);
    for (const svg of documentOf(page).querySelectorAll('svg')) expect(svg.outerHTML).not.toMatch(/NaN|undefined|Infinity/);
    expect(documentOf(page).querySelectorAll('figure')).toHaveLength(6);
  });
});
