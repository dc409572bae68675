// Floor 22 · studies for machines: the object that --json prints.
import type { Study } from './study.js';

/** One study as plain JSON; `xi` has `steps` numbers, `validationMse` is the value of the criterion `select`. */
export function studyJson(study: Study): Record<string, unknown> {
  const {
    name,
    protocol,
    results,
    split,
    rows,
    dropped,
    features,
    target,
    chosen,
    baselineMse,
    shuffled,
    milliseconds,
    engine,
    notes,
    kernel,
  } = study;
  return {
    name,
    order: protocol.order,
    select: protocol.select,
    results,
    chosenSteps: results[chosen].steps,
    target,
    rows,
    dropped,
    features,
    seed: protocol.seed,
    split,
    kernel,
    baselineMse,
    ...(shuffled && { shuffled }),
    milliseconds,
    engine,
    notes,
  };
}
