// Bench · another core: a process that is pinned to one, and disturbed there, goes to the next. Neighbours of two cores come and go apart.
//
// A new process for each move would make the pages of this one copies on write, and the next calls would pay for that. So a shell that is
// about as old as the process waits at a pipe, and moves it when it reads the number of a core.
import { spawn, spawnSync } from 'node:child_process';
import type { Socket } from 'node:net';
import { cpus } from 'node:os';

/** What moves this process to one core after the other, some milliseconds after each call, the first one first; undefined where that cannot be. */
export function mover(): (() => void) | undefined {
  const count = cpus().length;
  if (count < 2 || spawnSync('taskset', ['--version']).status !== 0) return undefined;
  const shell = spawn('sh', ['-c', `while read -r core; do taskset -acp "$core" ${process.pid}; done`], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // neither keeps this process alive; the shell ends with it
  shell.unref();
  (shell.stdin as Socket).unref();
  shell.stdin.on('error', () => {}); // a shell that is gone: the process stays where it is
  let core = count - 1;
  return () => {
    core = (core + 1) % count;
    shell.stdin.write(`${core}\n`); // a pipe takes a line at once, whatever this thread does then
  };
}
