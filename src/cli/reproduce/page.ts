// Floor 19 · the report of reproduced papers: tables and figures on one self-contained page.
import { version } from '../../index.js';
import { escapeHtml, figureHtml, pageHtml, prose } from '../page.js';
import { picture } from './picture.js';
import type { Row, Study } from './row.js';
import { countText, numberText, publishedText } from './table.js';

/** The page; the same studies give the same text. */
export function reproducePage(studies: readonly Study[]): string {
  return pageHtml(
    'eigenstill · papers reproduced',
    `<header>
<h1>Self-distillation in kernel ridge regression: the papers, reproduced</h1>
<p class="facts">Every number below was computed anew, from one eigendecomposition a problem.</p>
<p><b>agrees</b>: with the published number to its last digit, or an identity or theorem that must hold does (published 0: error or violations). <b>unpublished</b>: the paper prints no number; ours meets an independent run where one is named. <b>unconfirmed</b>: the published number could not be verified. <b>missing data</b>: not computed here.</p>
</header>
${studies.map(studyHtml).join('\n')}
<footer>eigenstill ${escapeHtml(version)}</footer>`,
  );
}

function studyHtml({ name, title, rows, figures }: Study): string {
  return `<section>
<h2>${escapeHtml(title)}</h2>
<p class="facts">${escapeHtml(countText(rows))}</p>
<div class="grid">
${figures.map((figure, i) => figureHtml(picture(figure, `${name}-${i + 1}`))).join('\n')}
</div>
<div class="table" role="region" aria-label="Rows of ${escapeHtml(title)}" tabindex="0"><table class="rows">
<thead><tr><th scope="col">what</th><th scope="col">published</th><th scope="col">here</th><th scope="col">status</th><th scope="col">note</th></tr></thead>
<tbody>
${rows.map(rowHtml).join('\n')}
</tbody>
</table></div>
</section>`;
}

function rowHtml(row: Row): string {
  const cells = [row.what, publishedText(row), numberText(row.here), row.status, row.note ?? ''];
  return `<tr${row.status === 'differs' ? ' class="chosen"' : ''}>${cells.map((text) => `<td>${prose(text)}</td>`).join('')}</tr>`;
}
