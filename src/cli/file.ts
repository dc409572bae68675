// Floor 1 · files: read whole or in pieces (also gzipped, also not UTF-8), written whole or not at all.
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DataError } from './fail.js';

/**
 * The text of a file: UTF-8, UTF-16 with its byte-order mark, or else Windows-1252 (what older European spreadsheets write).
 *
 * @throws {DataError} if the file cannot be read or its gzip is damaged
 */
export const readText = (path: string): string => [...readPieces(path)].join('');

const PIECE = 2 ** 20;

/**
 * The same text in pieces of a megabyte, read anew each time they are gone through. What cannot be read twice (a pipe) or not from the
 * middle (gzip) is kept as bytes.
 *
 * @throws {DataError} if the file cannot be read or its gzip is damaged
 */
export function readPieces(path: string): Iterable<string> {
  const bytes = bytesOf(path);
  const encoding = encodingOf(bytes);
  return { [Symbol.iterator]: () => decoded(bytes, encoding) };
}

function bytesOf(path: string): Iterable<Uint8Array> {
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) {
    const [head] = fromDisk(path);
    if (!isGzip(head ?? [])) return { [Symbol.iterator]: () => fromDisk(path) };
  }
  const bytes = readBinary(path);
  return Array.from({ length: Math.ceil(bytes.length / PIECE) }, (_, i) => bytes.subarray(i * PIECE, (i + 1) * PIECE));
}

/** Each piece is overwritten by the next. */
function* fromDisk(path: string): Generator<Uint8Array> {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const buffer = new Uint8Array(PIECE);
    for (let n = readSync(file, buffer); n > 0; n = readSync(file, buffer)) yield buffer.subarray(0, n);
  } catch (error) {
    throw new DataError(`cannot read ${path}: ${reason(error)}`);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function encodingOf(bytes: Iterable<Uint8Array>): string {
  const [head] = bytes;
  if (head?.[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head?.[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  try {
    for (const _ of decoded(bytes, 'utf-8', true));
    return 'utf-8';
  } catch (error) {
    if (error instanceof DataError) throw error;
    return 'windows-1252';
  }
}

function* decoded(bytes: Iterable<Uint8Array>, encoding: string, fatal = false): Generator<string> {
  const decoder = new TextDecoder(encoding, { fatal });
  for (const piece of bytes) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}

/**
 * The bytes of a file, unzipped if they are gzipped.
 *
 * @throws {DataError} if the file cannot be read or its gzip is damaged
 */
export const readBinary = (path: string): Uint8Array => unzip(readBytes(path), path);

/** The first of these files that is in the folder, or in its folder `uci`. */
export function findFile(folder: string | undefined, names: readonly string[]): string | undefined {
  if (folder === undefined) return undefined;
  return names.flatMap((name) => [join(folder, name), join(folder, 'uci', name)]).find((path) => existsSync(path));
}

/**
 * Writes a file under a temporary name beside it and renames it, so that no reader and no interruption ever sees half of it. A link stays
 * a link, a device or a pipe is written into.
 *
 * @throws {DataError} if the folder is missing or may not be written
 */
export function writeWhole(path: string, text: string | readonly string[]): void {
  let draft: string | undefined;
  try {
    const target = existsSync(path) ? realpathSync(path) : path;
    draft = isStream(target) ? undefined : `${target}.${process.pid}.part`;
    const to = openSync(draft ?? target, 'w');
    try {
      for (const piece of [text].flat()) writeFileSync(to, piece);
    } finally {
      closeSync(to);
    }
    if (draft !== undefined) renameSync(draft, target);
  } catch (error) {
    if (draft !== undefined) rmSync(draft, { force: true });
    throw new DataError(`cannot write ${path}: ${reason(error)}`);
  }
}

/** A device or a pipe: written into, for a file renamed over it would take its place. */
function isStream(path: string): boolean {
  const there = statSync(path, { throwIfNoEntry: false });
  return there !== undefined && !there.isFile() && !there.isDirectory();
}

/**
 * Refuses a path that could not be written, before hours are spent on what is to be written there.
 *
 * @throws {DataError} if its folder is missing or may not be written, or it is a folder itself
 */
export function requireWritable(path: string): void {
  try {
    accessSync(isStream(path) ? path : dirname(path), constants.W_OK);
  } catch (error) {
    throw new DataError(`cannot write ${path}: ${reason(error)}`);
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw new DataError(`cannot write ${path}: it is a folder`);
}

/** The file's name without folder and endings: `data/airfoil.csv.gz` → `airfoil`. */
export function stem(path: string): string {
  return basename(path)
    .replace(/\.gz$/i, '')
    .replace(/(.)\.[^.]*$/, '$1');
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new DataError(`cannot read ${path}: ${reason(error)}`);
  }
}

const isGzip = (bytes: ArrayLike<number>) => bytes[0] === 0x1f && bytes[1] === 0x8b;

function unzip(bytes: Uint8Array, path: string): Uint8Array {
  if (!isGzip(bytes)) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new DataError(`cannot unzip ${path}: ${reason(error)}`);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EISDIR: 'it is a folder',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  Z_BUF_ERROR: 'the file ends too early',
};

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? message;
}
