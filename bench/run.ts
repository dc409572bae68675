// Bench · the command: npm run bench -- [matmul] [gram] [exp] [threads] [eigh] [cholesky] [distill] [cold] [shapes] [micro] …
//                                        [--peer FILE.mjs]… [--brisk | --quick] [--save [--as NAME]]
//
//   without names   everything but threads
//   matmul, gram    stand for all that belongs to them: matmul matmul32 shapes cold; gram kernels
//   --peer FILE     puts a module of yours into the tables (its interface: peer.ts); may be given several times
//   --brisk         two passes with at most 3 s a row in place of one with 20, our fastest variant only
//   --quick         small sizes, few rounds: a look, not a measurement
//   --save          keeps the run in bench/results/, as text and as JSON: node-20.txt, node-20-matmul.txt for a part, or NAME.txt
//                   (a look goes to build/bench/results/)
//
// All but threads is meant to run on one core: `taskset -c 1 npm run bench`. Threads must not.
import { carryOut, refuse, request, status } from './command.js';
import { mover } from './cores.js';
import { moveBy } from './harness.js';
import { fromFile, nodeHost, pinned } from './node.js';
import { peak } from './peak.js';
import { everyone } from './peers.js';
import { expand, session } from './session.js';
import { fastestOnly, provide, variants } from './variants.js';

const wanted = request();
const { node, v8 } = process.versions;
provide(nodeHost());
if (wanted.pace !== 'calm') fastestOnly();
if (pinned()) moveBy(mover());
const peers = await Promise.all(wanted.files.map(fromFile)).then(everyone).catch(refuse);
const major = node.split('.')[0];
await carryOut(wanted, `node-${major}`, {
  command: process.env.npm_lifecycle_event === 'bench' ? 'npm run bench --' : `npx node@${major} --import tsx bench/run.ts`,
  engine: `node ${node}, V8 ${v8}`,
  ours: variants[0],
  sections: session({ names: expand(wanted.chosen), pace: wanted.pace, peers, status }),
  peak: () => peak(1),
});
