// Floor 20 · the IDX format of MNIST: unsigned bytes in an array of any dimension.
//
//   0  0  8  d │ size 1 │ … │ size d │ bytes, last index fastest        sizes: 32 bits, most significant byte first
//
// LeCun, Cortes & Burges, The MNIST database of handwritten digits.
import { DataError } from '../fail.js';

export interface ByteArray {
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/**
 * Reads the array.
 *
 * @param name - of the file, for messages
 * @throws {DataError} if these are not unsigned bytes in `dimensions` dimensions, or more or fewer than the header says
 */
export function readIdx(file: Uint8Array, dimensions: number, name: string): ByteArray {
  const header = 4 + 4 * dimensions;
  const magic = Array.from(file.subarray(0, 4));
  const want = [0, 0, 8, dimensions];
  if (magic.join() !== want.join()) {
    throw new DataError(
      `${name}: no IDX file of bytes in ${dimensions} dimension${dimensions > 1 ? 's' : ''}: it begins with ${magic.join(' ') || 'nothing'}, not ${want.join(' ')}`,
    );
  }
  if (file.length < header) throw new DataError(`${name}: the file ends too early: ${file.length} bytes, its header alone takes ${header}`);
  const view = new DataView(file.buffer, file.byteOffset);
  const shape = Array.from({ length: dimensions }, (_, i) => view.getUint32(4 + 4 * i));
  const count = shape.reduce((product, size) => product * size, 1);
  const bytes = file.subarray(header);
  if (bytes.length !== count) throw new DataError(`${name}: ${shape.join(' × ')} bytes announced, ${bytes.length} found`);
  return { shape, bytes };
}
