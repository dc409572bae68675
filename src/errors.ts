// Floor 0 · the errors: each names function, argument, requirement and value; numerical failures are types with fields and a remedy.

/** An argument has a shape that the function cannot work with. */
export class ShapeError extends RangeError {
  override readonly name = 'ShapeError';
  constructor(
    caller: string,
    readonly argument: string,
    readonly expected: string,
    readonly got: string,
  ) {
    super(`${caller}: ${argument} must ${expected}; got ${got}`);
  }
}

/** An entry is NaN or infinite where a factorization, a kernel or a fit needs numbers. Row and column count from 0. */
export class NonFiniteError extends RangeError {
  override readonly name = 'NonFiniteError';
  constructor(
    caller: string,
    readonly argument: string,
    readonly row: number,
    readonly column: number,
    value: number,
  ) {
    super(`${caller}: ${argument} must hold finite numbers; got ${value} in row ${row}, column ${column} (counted from 0)`);
  }
}

/**
 * A leading minor is not positive, so there is no Cholesky factor. `order` is its order, `pivot` the value under the root, `jitter` a
 * shift of the diagonal that has been tried and works, where one was looked for.
 */
export class NotPositiveDefiniteError extends Error {
  override readonly name = 'NotPositiveDefiniteError';
  constructor(
    readonly caller: string,
    readonly order: number,
    readonly pivot: number,
    n: number,
    readonly enough: number,
    readonly jitter?: number,
  ) {
    super(
      `${caller}: the leading minor of order ${order} of ${n} is not positive (pivot ${pivot.toPrecision(3)}); ` +
        (jitter === undefined
          ? `try a lambda or shift above n ε max aᵢᵢ = ${enough.toPrecision(2)}`
          : `the smallest shift found that works is ${jitter}`),
    );
  }
}

/** The matrix is singular to working precision: no digit of a solution would be right. */
export class SingularMatrixError extends Error {
  override readonly name = 'SingularMatrixError';
  constructor(
    caller: string,
    readonly order: number,
    readonly rcond: number,
  ) {
    super(
      `${caller}: the ${order}×${order} matrix is singular to working precision (reciprocal condition ${rcond.toPrecision(2)}); ` +
        'add a multiple of the identity, or drop dependent rows',
    );
  }
}

/** An iteration did not settle within its limit. */
export class ConvergenceError extends Error {
  override readonly name = 'ConvergenceError';
  constructor(
    caller: string,
    readonly stage: string,
    readonly unconverged: number,
    detail: string,
  ) {
    super(`${caller}: ${detail}`);
  }
}

/** The work needs more memory than there is: linear memory above `limit`, or a result that JavaScript refuses (limit ∞). Nothing has been computed. */
export class MemoryLimitError extends RangeError {
  override readonly name = 'MemoryLimitError';
  constructor(
    caller: string,
    readonly bytes: number,
    readonly limit: number,
  ) {
    const why = Number.isFinite(limit)
      ? `of memory, above the limit of ${limit} (init's maxMemory; WebAssembly ends at 4 GiB)`
      : 'for its result, more than this JavaScript engine gives';
    super(`${caller}: needs ${bytes} bytes ${why}`);
  }
}

/**
 * A worker did not start (`start`), threw (`exception`), died (`exit`), does not answer (`silent`), or its connection was closed
 * (`closed`). What it was working on is lost. After one of the thread pool the next call starts a fresh engine on one thread, and `init`
 * starts threads again; after one behind `connect` it takes a new worker.
 */
export class WorkerError extends Error {
  override readonly name = 'WorkerError';
  constructor(
    readonly reason: 'start' | 'exception' | 'exit' | 'silent' | 'closed',
    message: string,
  ) {
    super(message);
  }
}
