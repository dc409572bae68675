// Bench · cold start: what the first large product of a process costs, before the engine has compiled its kernels well.
import { statistics } from './harness.js';
import type { Row, Section } from './rows.js';
import { type Cold, theHost, variants } from './variants.js';

export async function cold(processes: number): Promise<Section> {
  const rows: Row[] = [];
  for (const variant of variants) {
    const found: Cold[] = [];
    for (let i = 0; i < processes; i++) found.push(await theHost().cold(variant));
    for (const name of ['first', 'warm', 'init'] as const) {
      const time = statistics(found.map((one) => one[name]));
      const size = name === 'init' ? '–' : '1024';
      rows.push({
        op: 'cold',
        variant: `${variant} ${name}`,
        size,
        ...(name === 'init' ? {} : { flops: 2 * 1024 ** 3 }),
        status: 'ok',
        time,
      });
    }
  }
  const about = `a 1024×1024 product of doubles in ${processes} fresh processes: the first call, the best of ten later ones, and init() before them`;
  return { op: 'cold', about, rows };
}
