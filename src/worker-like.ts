// Floor 0 · workers of a page and of Node, which differ in how one listens to them.

/** A Worker of a page or of Node, or whatever else passes messages on. */
export interface WorkerLike {
  postMessage(message: unknown, transfer: never[]): void;
}

interface Emitter {
  addEventListener?(type: string, listener: (event: never) => void): void;
  on?(type: string, listener: (value: never) => void): void;
}

export const isOfNode = (worker: WorkerLike): boolean => 'on' in worker;

export function listen<T>(worker: WorkerLike, type: string, listener: (value: T) => void): void {
  const emitter = worker as Emitter;
  if (isOfNode(worker)) emitter.on?.(type, listener);
  else emitter.addEventListener?.(type, listener);
}
