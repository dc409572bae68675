// Floor 1 · files: read whole (also gzipped, also not UTF-8), written whole or not at all.
import { accessSync, constants, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DataError } from './fail.js';

/**
 * The text of a file: UTF-8, UTF-16 with its byte-order mark, or else Windows-1252 (what older European spreadsheets write).
 *
 * @throws {DataError} if the file cannot be read or its gzip is damaged
 */
export function readText(path: string): string {
  const bytes = readBinary(path);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
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
 * Writes a file under a temporary name beside it and renames it, so that no reader and no interruption ever sees half of it.
 *
 * @throws {DataError} if the folder is missing or may not be written
 */
export function writeWhole(path: string, text: string): void {
  const draft = `${path}.${process.pid}.part`;
  try {
    writeFileSync(draft, text);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw new DataError(`cannot write ${path}: ${reason(error)}`);
  }
}

/**
 * Refuses a path that could not be written, before hours are spent on what is to be written there.
 *
 * @throws {DataError} if its folder is missing or may not be written, or it is a folder itself
 */
export function requireWritable(path: string): void {
  try {
    accessSync(dirname(path), constants.W_OK);
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

function unzip(bytes: Uint8Array, path: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
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
