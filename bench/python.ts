// Bench · what NumPy and scikit-learn take on this machine, on one thread, where a Python has them; nothing where there is none.
import { spawnSync } from 'node:child_process';
import type { Reference, Task } from './reference.js';

const SCRIPT = `
import json, sys, time
import numpy
task = json.loads(sys.argv[1])
if task["what"] == "rbf_kernel":
    import sklearn
    from sklearn.metrics.pairwise import rbf_kernel
    who = f"scikit-learn {sklearn.__version__} (NumPy {numpy.__version__})"
else:
    who = f"NumPy {numpy.__version__}"
def job(n, p=None):
    rng = numpy.random.default_rng(n)
    if task["what"] == "rbf_kernel":
        x = rng.standard_normal((n, p))
        return lambda: rbf_kernel(x, gamma=1 / (2 * p))
    a = rng.standard_normal((n, n))
    a += a.T
    return lambda: numpy.linalg.eigh(a)
found = {}
for size in task["sizes"]:
    run = job(*size)
    least = float("inf")
    until = time.perf_counter() + task["seconds"]
    while time.perf_counter() < until:
        start = time.perf_counter()
        run()
        least = min(least, 1000 * (time.perf_counter() - start))
    found["×".join(map(str, size))] = least
print(json.dumps({"who": who, "times": found}))
`;

/** `PYTHON` in the environment names another interpreter than python3. */
export function python(task: Task): Reference | undefined {
  const one = { OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1', MKL_NUM_THREADS: '1' };
  const { status, stdout } = spawnSync(process.env.PYTHON ?? 'python3', ['-c', SCRIPT, JSON.stringify(task)], {
    encoding: 'utf8',
    env: { ...process.env, ...one },
  });
  return status === 0 ? JSON.parse(stdout) : undefined;
}
