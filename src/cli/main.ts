// Floor 27 · entry of the command `eigenstill`: this process's words, streams and signals.
import { EXIT, main } from './program.js';

const interrupt = new AbortController();
// Only once: a second Ctrl-C ends the process at once, in the middle of whatever it computes.
process.once('SIGINT', () => interrupt.abort());

// A reader that has seen enough (| head) closes the pipe; that is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.data));
}

process.exitCode = await main(process.argv.slice(2), process, interrupt.signal);
