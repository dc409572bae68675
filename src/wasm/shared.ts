// Floor 0 · the same binary for shared memory: one bit in the limits of the memory that a module imports.
//
//   section 2:  count · { module name · name · kind · description }      kind 2 is a memory: flags · minimum · [maximum]
//                                                                        flags: bit 0 has a maximum, bit 1 is shared
//
// Code that neither waits nor notifies is the same for both memories, so threads need no binary of their own.
// WebAssembly core specification 3.0, §5.5.5 (import section), §5.3.5 (limits).

const [IMPORTS, FUNCTION, TABLE, MEMORY] = [2, 0, 1, 2];
const HEADER = 8;
const [MAXIMUM, SHARED] = [1, 2];

/** A copy of the module that imports its memory as shared; its memory must have a maximum. */
export function sharedMemory(source: BufferSource): Uint8Array<ArrayBuffer> {
  const bytes = ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice()
    : new Uint8Array(source).slice();
  let at = HEADER;
  /** The next number, unsigned LEB128. */
  const number = () => {
    let [value, unit] = [0, 1];
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined) throw new RangeError('init: source ends in the middle of a number; it is not a WebAssembly module');
      value += (byte & 127) * unit;
      if (byte < 128) return value;
      unit *= 128;
    }
  };
  const skip = (size: number) => {
    at += size;
  };
  while (at < bytes.length) {
    const section = number();
    const size = number();
    if (section !== IMPORTS) {
      skip(size);
      continue;
    }
    for (let count = number(); count > 0; count--) {
      skip(number());
      skip(number());
      const kind = number();
      if (kind === MEMORY) {
        const flags = bytes[at] as number;
        if (!(flags & MAXIMUM)) break;
        bytes[at] = flags | SHARED;
        return bytes;
      }
      if (kind === FUNCTION) number();
      else if (kind === TABLE) {
        number();
        const flags = number();
        for (let limits = 1 + (flags & MAXIMUM); limits > 0; limits--) number();
      } else skip(2); // a global: type, mutability
    }
    break;
  }
  throw new RangeError('init: source must import a memory with a maximum, so that threads can share it');
}
