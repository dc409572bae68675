// Hand-made bytes: what is read, and what is refused with which words.
import { expect, test } from 'vitest';
import { DataError } from '../../../src/cli/fail.js';
import { readIdx } from '../../../src/cli/reproduce/idx.js';

/** Two images of 2 × 3 pixels. */
const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, ...Array.from({ length: 12 }, (_, i) => 20 * i));

test('images and labels', () => {
  expect(readIdx(images, 3, 'a')).toEqual({ shape: [2, 2, 3], bytes: images.subarray(16) });
  expect(readIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9), 1, 'b')).toEqual({ shape: [3], bytes: Uint8Array.of(7, 0, 9) });
});

test('sizes are big-endian and unsigned, and a view into a larger buffer is read from its own start', () => {
  const wide = Uint8Array.of(0, 0, 8, 1, 0, 0, 1, 2, ...new Uint8Array(258));
  expect(readIdx(wide, 1, 'c').shape).toEqual([258]);
  const buffer = new Uint8Array(images.length + 5);
  buffer.set(images, 5);
  expect(readIdx(buffer.subarray(5), 3, 'd').bytes[11]).toBe(220);
  expect(() => readIdx(Uint8Array.of(0, 0, 8, 1, 255, 255, 255, 255), 1, 'e')).toThrow('4294967295 bytes announced, 0 found');
});

test.each([
  ['empty', new Uint8Array(0), 'f: no IDX file of bytes in 3 dimensions: it begins with nothing, not 0 0 8 3'],
  ['labels in place of images', Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 0), 'it begins with 0 0 8 1, not 0 0 8 3'],
  ['floats', Uint8Array.of(0, 0, 13, 3, 0, 0, 0, 0), 'it begins with 0 0 13 3'],
  ['text', new TextEncoder().encode('<html>'), 'it begins with 60 104 116 109'],
  ['cut in the header', images.subarray(0, 13), 'f: the file ends too early: 13 bytes, its header alone takes 16'],
  ['cut in the pixels', images.subarray(0, 27), 'f: 2 × 2 × 3 bytes announced, 11 found'],
  ['bytes too many', Uint8Array.of(...images, 0), 'f: 2 × 2 × 3 bytes announced, 13 found'],
])('%s: a DataError', (_, bytes, message) => {
  expect(() => readIdx(bytes, 3, 'f')).toThrow(DataError);
  expect(() => readIdx(bytes, 3, 'f')).toThrow(message);
});
