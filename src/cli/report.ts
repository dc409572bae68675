// Floor 24 · report.html: the studies of one run as one self-contained page.
import { version } from '../index.js';
import { errorByLambda, filterFigure, spectrumFigure } from './charts-choice.js';
import { overviewFigure, predictedFigure, tenthsFigure } from './charts-test.js';
import { modelColour, shownModels } from './figure.js';
import { modelName, mseFormat, penalty, percent, plural, significant } from './format.js';
import { escapeHtml, figureHtml, pageHtml, prose } from './page.js';
import type { Study } from './study.js';
import { CRITERIA, errorsOf, relativeChange, remarks } from './summary.js';

export { GENERATOR } from './page.js';

/** The page; the same studies give the same text, times apart. */
export function reportPage(studies: readonly Study[]): string {
  const names = studies.map((study) => study.name).join(' and ');
  return pageHtml(
    `eigenstill · ${names}`,
    `<header>
<h1>Ridge regression and its self-distillation: ${escapeHtml(names)}</h1>
<p class="facts">Every model below comes from one eigendecomposition of its kernel matrix.</p>
</header>
<section class="grid">
${figureHtml(overviewFigure(studies))}
${howTo(studies)}
</section>
${studies.map(studyHtml).join('\n')}
<footer>eigenstill ${escapeHtml(version)}</footer>`,
  );
}

function howTo(studies: readonly Study[]): string {
  const most = studies.reduce((a, b) => (b.results.length > a.results.length ? b : a));
  return `<div class="howto">
<h3>How to read this page</h3>
<p>A <b>teacher</b> is fitted to the data: (kernel) ridge regression with penalty λ. A <b>student</b>, the same model again, is fitted to a mix of the true targets and the teacher's predictions. ξ is the weight of the teacher, any real number; several steps are several students, each taught by the one before.</p>
<p>In the eigen-directions of the kernel matrix <i>K</i> = <i>U</i> diag(<i>d</i>) <i>U</i>ᵀ the fit is a filter, <i>w</i>₀ = 1/(<i>d</i> + λ) for ridge and <i>w</i>ₜ = (1 − ξₜ + ξₜ <i>d</i> <i>w</i>ₜ₋₁)/(<i>d</i> + λ) for student <i>t</i>.</p>
<p>Errors are mean squared errors (MSE); 1 is the variance of the target over the training rows.</p>
${key(most)}
</div>`;
}

function key({ results, chosen }: Study): string {
  const shown = shownModels(results.length, chosen);
  const items = shown.map(
    (k) => `<li><span class="swatch" style="background:${modelColour(shown, k, 'mark')}"></span>${modelName(results[k].steps)}</li>`,
  );
  return `<ul class="key" aria-label="Colours of the models">${items.join('')}</ul>`;
}

function studyHtml(study: Study): string {
  const { name, target, rows, features, protocol, split, kernel } = study;
  const order = protocol.order === 'file' ? 'rows in file order' : `rows shuffled with seed ${protocol.seed}`;
  const gamma = typeof kernel.gamma === 'number' ? ` (γ = ${significant(kernel.gamma)})` : '';
  const parts = [`${split.train} train`, ...(split.validation > 0 ? [`${split.validation} validation`] : []), `${split.test} test`].join(
    ' / ',
  );
  const figures = [errorByLambda, tenthsFigure, predictedFigure, filterFigure, spectrumFigure].map((figure) => figureHtml(figure(study)));
  return `<section>
<h2>${escapeHtml(name)}</h2>
<p class="facts">${plural(rows, 'row')} × ${plural(features, 'feature')}, predicts ${escapeHtml(target)} · ${protocol.kernel.name} kernel${gamma} · ${order}: ${parts}</p>
<div class="table" role="region" aria-label="Models of ${escapeHtml(name)}" tabindex="0">${tableHtml(study)}</div>
${remarks(study)
  .map((text) => `<p>${prose(text)}</p>`)
  .join('\n')}
<div class="grid">
${figures.join('\n')}
</div>
</section>`;
}

function tableHtml({ results, chosen, protocol }: Study): string {
  const shown = shownModels(results.length, chosen);
  const mse = mseFormat(errorsOf(results));
  const swatch = (k: number) =>
    shown.includes(k) ? `<span class="swatch" style="background:${modelColour(shown, k, 'mark')}"></span>` : '';
  const rows = results.map(
    (result, k) => `<tr${k === chosen ? ' class="chosen"' : ''}>
<td>${swatch(k)}${modelName(result.steps)}${k === chosen ? ' ●' : ''}</td><td>${penalty(result.lambda)}</td><td>${mse(result.validationMse)}</td><td>${mse(result.testMse)}</td>
<td>${k === 0 ? '–' : percent(relativeChange(results, k))}</td><td>${result.xi.map(significant).join(', ') || '–'}</td></tr>`,
  );
  return `<table>
<thead><tr><th scope="col">model</th><th scope="col">λ</th><th scope="col">${CRITERIA[protocol.select]} MSE</th><th scope="col">test MSE</th><th scope="col">against ridge</th><th scope="col">ξ</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>`;
}
