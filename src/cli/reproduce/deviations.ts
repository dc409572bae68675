// Floor 21 · what the experiment of Nagarajan et al. shows: the slope table, what became of the paper's claims, scatter plots.
//
// The paper's own slopes were not recovered, so ours stand alone; its claims are counts and signs, made on other models and data. How it cuts
// low from high confidence is not known: here halves of the points by the teacher's logit.
import type { Outcome } from './experiment.js';
import { type Figure, type Row, row } from './row.js';

/** Most points of a scatter plot. */
const DOTS = 1500;

/** Slopes and accuracies of every setting, then the claims. */
export function deviationRows(outcomes: readonly Outcome[]): Row[] {
  return [...outcomes.flatMap(settingRows), ...claimRows(outcomes)];
}

function settingRows({ name, onTest, onTrain, teacherAccuracy, studentAccuracy }: Outcome): Row[] {
  const tests = onTest.teacher.length;
  const slope = (which: string, test: number, train: number) =>
    row(`${name}: slope, ${which}`, test, { note: `${train.toFixed(3)} on training points` });
  return [
    slope('all test points', onTest.slope, onTrain.slope),
    slope('low confidence', onTest.lowSlope, onTrain.lowSlope),
    slope('high confidence', onTest.highSlope, onTrain.highSlope),
    row(`${name}: accuracy of the student`, studentAccuracy, {
      note: `teacher ${teacherAccuracy.toFixed(4)}; one standard error is ${Math.sqrt((studentAccuracy * (1 - studentAccuracy)) / tests).toFixed(4)}`,
    }),
  ];
}

/** A published claim beside what is seen here; never a verdict: models and data are others. */
const claim = (what: string, published: string, here: number, note: string): Row => ({
  what,
  published,
  here,
  status: 'unpublished',
  note,
});

function claimRows(outcomes: readonly Outcome[]): Row[] {
  const steep = (part: 'onTest' | 'onTrain') => outcomes.filter((o) => o[part].lowSlope > 1).length;
  const named = (name: string) => outcomes.find((o) => o.name === name) as Outcome;
  const noisy = named('self-distillation, 20 % noisy labels');
  const switched = named('noisy labels, then teacher');
  const gain = noisy.studentAccuracy - noisy.teacherAccuracy;
  const share = (switched.studentAccuracy - noisy.teacherAccuracy) / gain;
  const others = 'other models and data: no comparison';
  return [
    claim(
      `settings of ${outcomes.length} whose low-confidence test slope is above 1`,
      '18 of 18',
      steep('onTest'),
      `published: images, 7 of 12 on language; ${others}`,
    ),
    claim(
      `settings of ${outcomes.length} whose low-confidence training slope is above 1`,
      '13 of 18',
      steep('onTrain'),
      `published: images; ${others}`,
    ),
    claim('gain of the student over a teacher of noisy labels, in accuracy', '0.029', gain, 'published: 0.698 → 0.727 on noisy CIFAR-100'),
    claim(
      'accuracy gained by switching from labels to the teacher halfway',
      'much of it',
      switched.studentAccuracy - noisy.teacherAccuracy,
      gain > 0
        ? `${(100 * share).toFixed(0)} % of what distillation from the start gains`
        : 'distillation from the start gains nothing here',
    ),
  ];
}

/** Self-distillation with noisy labels, and switched to in the middle of the training. */
export function deviationFigures(outcomes: readonly Outcome[], points: string): Figure[] {
  return [outcomes[1], outcomes[2]].map((outcome) => scatterFigure(outcome, points));
}

function scatterFigure({ name, onTest }: Outcome, points: string): Figure {
  const m = onTest.teacher.length;
  const every = Math.ceil(m / DOTS);
  const thin = (v: Float64Array) => Array.from(v).filter((_, i) => i % every === 0);
  const x = thin(onTest.teacher);
  const ends = [Math.min(...x), Math.max(...x)];
  const drawn = every === 1 ? `${m} ${points}` : `One in ${every} of ${m} ${points}`;
  const does = onTest.slope > 1 ? "exaggerates its teacher's confidence" : "evens out its teacher's confidence";
  return {
    title: `${name.replace(/^./, (letter) => letter.toUpperCase())}: the student ${does}`,
    caption: `${drawn}: logits at the class the teacher predicts. Slope ${onTest.slope.toFixed(3)} over all points, ${onTest.lowSlope.toFixed(3)} where the teacher is less sure, ${onTest.highSlope.toFixed(3)} where it is surer.`,
    xLabel: 'teacher: log p/(1 − p)',
    yLabel: 'student: log p/(1 − p)',
    series: [
      { label: points, x, y: thin(onTest.student), marks: 'dots' },
      { label: 'student = teacher', x: ends, y: ends },
      { label: 'least squares', x: ends, y: ends.map((v) => onTest.slope * v + onTest.intercept) },
    ],
  };
}
