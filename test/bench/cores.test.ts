// Moves: a process that asks for another core is on it some milliseconds later, though its thread never rests; and it can end.
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { expect, test } from 'vitest';

const program = `
  import { readFileSync } from 'node:fs';
  import { mover } from ${JSON.stringify(new URL('../../bench/cores.ts', import.meta.url).href)};
  const allowed = () => /^Cpus_allowed_list:\\s*(\\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1];
  const seen = [];
  const move = mover();
  for (let i = 0; i < 3; i++) {
    const before = allowed();
    move();
    for (const end = performance.now() + 10_000; allowed() === before && performance.now() < end; );
    seen.push(allowed());
  }
  console.log(seen.join());`;

test.runIf(
  process.platform === 'linux' &&
    availableParallelism() === cpus().length &&
    cpus().length > 1 &&
    spawnSync('taskset', ['--version']).status === 0,
)('one core after the other, the first one first, while the thread is busy', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout.trim()).toBe(['0', '1', cpus().length > 2 ? '2' : '0'].join());
});
