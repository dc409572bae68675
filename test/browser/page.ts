// The page: computes with the engine that starts by itself, then with the fastest this browser has, and shows both.
import { init } from 'eigenstill';
import { compute, type Results, type Row } from './compute.js';

declare global {
  interface Window {
    /** For the test: what is shown, unrounded. */
    results: Results[];
  }
}

const status = document.querySelector('#status') as HTMLElement;
const main = document.querySelector('#results') as HTMLElement;

try {
  const lazy = compute();
  await init();
  window.results = [lazy, compute()];
  main.innerHTML = window.results.map(section).join('') + figure(lazy);
  status.textContent = `One eigendecomposition of a ${lazy.size}×${lazy.size} Gram matrix, and kernel ridge regression with 0 to 3 steps of self-distillation from it: every λ and ξ judged by exact leave-one-out.`;
  document.body.dataset.state = 'done';
} catch (error) {
  status.textContent = String(error);
  document.body.dataset.state = 'failed';
}

function section({ engine, eigenvalues, residual, rows, time }: Results, i: number): string {
  const best = Math.min(...rows.map(({ risk }) => risk));
  const facts = [
    ['largest eigenvalue', eigenvalues.at(-1)!.toPrecision(12)],
    ['second', eigenvalues.at(-2)!.toPrecision(12)],
    ['‖A − VWVᵀ‖₁/(n‖A‖₁ε)', residual.backward.toFixed(2)],
    ['‖VᵀV − I‖₁/(nε)', residual.orthogonality.toFixed(2)],
    ['kernel matrix and decomposition', `${time.eigh.toFixed(1)} ms`],
    ['24 models by leave-one-out', `${time.distillation.toFixed(1)} ms`],
  ];
  return `<section>
    <h2>${i === 0 ? 'Reproducible engine' : 'Fastest engine'} <span class="soft">${engine.variant}</span></h2>
    <table><caption>Decomposition</caption><tbody>${facts.map(([name, value]) => `<tr><th scope="row">${name}</th><td>${value}</td></tr>`).join('')}</tbody></table>
    <table><caption>Self-distillation</caption>
      <thead><tr><th scope="col">steps</th><th scope="col">λ</th><th scope="col">ξ</th><th scope="col">LOO error</th></tr></thead>
      <tbody>${rows.map((row) => model(row, row.risk === best)).join('')}</tbody></table>
  </section>`;
}

function model({ steps, lambda, xi, risk }: Row, best: boolean): string {
  const weights = xi.map((v) => v.toFixed(3).replace('-', '−')).join(', ') || '–';
  return `<tr${best ? ' class="best"' : ''}><th scope="row">${best ? '● ' : ''}${steps || 'ridge'}</th><td>${lambda}</td><td>${weights}</td><td>${risk.toFixed(6)}</td></tr>`;
}

/** Data as points, both models as lines. */
function figure({ x, y, teacher, student }: Results): string {
  const [width, height, edge] = [640, 240, 8];
  const [low, high] = [Math.min(...y), Math.max(...y)];
  const place = (value: number, i: number) =>
    `${(x[i]! * width).toFixed(1)} ${(edge + ((high - value) / (high - low)) * (height - 2 * edge)).toFixed(1)}`;
  const line = (values: number[]) => `M${values.map(place).join('L')}`;
  const points = y
    .map(place)
    .map((at) => at.split(' '))
    .map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="2.2"/>`);
  return `<figure>
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label="The samples, the fit of ridge and the fit of the best student">
      ${points.join('')}<path class="teacher" d="${line(teacher)}"/><path class="student" d="${line(student)}"/>
    </svg>
    <figcaption class="soft">${x.length} noisy samples of a triangle wave · <span class="key teacher"></span> ridge · <span class="key student"></span> best student</figcaption>
  </figure>`;
}
