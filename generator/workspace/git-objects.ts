/**
 * Reads objects of a Git repository: those with a file of their own, and those in packs, where a clone has all of them.
 * Only what is needed of a pack is read, because packs can be very large.
 */
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { readIfReadable } from './disk.js';

/** The contents of an object, or `undefined` if it is nowhere. Throws if the data of the repository are not as expected. */
export function gitObject(git: string, name: string): Buffer | undefined {
  for (const folder of objectFolders(join(git, 'objects'))) {
    const own = readIfReadable(join(folder, name.slice(0, 2), name.slice(2)));
    if (own !== undefined) {
      const plain = inflateSync(own);
      return plain.subarray(plain.indexOf(0) + 1);
    }
    for (const index of packIndexes(join(folder, 'pack'))) {
      const found = inPack(index, name);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The folder of objects, and those of other repositories that it borrows from. */
function objectFolders(folder: string, depth = 0): string[] {
  const borrowed =
    readIfReadable(join(folder, 'info', 'alternates'))
      ?.toString('utf8')
      .split('\n') ?? [];
  const others = borrowed.filter((line) => line !== '' && !line.startsWith('#'));
  if (depth > 5) return [folder];
  return [folder, ...others.flatMap((path) => objectFolders(isAbsolute(path) ? path : join(folder, path), depth + 1))];
}

function packIndexes(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.idx'));
    return names.map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/** Reads a number of bytes from a place in a file. There are fewer at the end of the file. */
type ReadAt = (position: number, length: number) => Buffer;

function withFile<Result>(path: string, use: (read: ReadAt) => Result): Result {
  const file = openSync(path, 'r');
  try {
    return use((position, length) => {
      const bytes = Buffer.alloc(length);
      return bytes.subarray(0, readSync(file, bytes, 0, length, position));
    });
  } finally {
    closeSync(file);
  }
}

const nameBytes = 20;
/** Where the names of objects begin in an index: behind its head and a table of 256 numbers. */
const namesStart = 8 + 256 * 4;

function inPack(index: string, name: string): Buffer | undefined {
  const place = withFile(index, (read) => placeIn(read, Buffer.from(name, 'hex')));
  if (place === undefined) return undefined;
  return withFile(index.replace(/idx$/, 'pack'), (read) => entryAt(read, place, (base) => inPack(index, base)));
}

/** Where an object begins in the pack, from the index of the pack, in which names are sorted. */
function placeIn(read: ReadAt, name: Buffer): number | undefined {
  const head = read(0, namesStart);
  if (head.readUInt32BE(0) !== 0xff744f63 || head.readUInt32BE(4) !== 2) throw new Error('an unknown kind of index');
  const below = (first: number): number => (first < 0 ? 0 : head.readUInt32BE(8 + first * 4));
  const first = name.readUInt8(0);
  const count = below(255);
  let [low, high] = [below(first - 1), below(first)];
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = name.compare(read(namesStart + middle * nameBytes, nameBytes));
    if (order === 0) return offsetOf(read, middle, count);
    if (order < 0) high = middle;
    else low = middle + 1;
  }
  return undefined;
}

/** Behind the names there are sums of four bytes, then places of four bytes, and then those that need eight. */
function offsetOf(read: ReadAt, entry: number, count: number): number {
  const places = namesStart + count * (nameBytes + 4);
  const short = read(places + entry * 4, 4).readUInt32BE();
  if (short < 0x80000000) return short;
  return Number(read(places + count * 4 + (short - 0x80000000) * 8, 8).readBigUInt64BE());
}

/** Larger ones are no files that mwgen has generated. */
const largest = 64 * 1024 * 1024;

/** An object in a pack, which can be given as the difference to another one. */
function entryAt(read: ReadAt, place: number, named: (name: string) => Buffer | undefined, depth = 0): Buffer {
  const head = read(place, 64);
  let at = 0;
  const byte = (): number => head.readUInt8(at++);
  let next = byte();
  const kind = (next >> 4) & 7;
  let size = next & 15;
  for (let factor = 16; next >= 128; factor *= 128) {
    next = byte();
    size += (next & 127) * factor;
  }
  if (size > largest || depth > 5000) throw new Error('an object that is too large');
  let base: Buffer | undefined;
  if (kind === 6) {
    const { value: back, end } = numberAt(head, at);
    base = entryAt(read, place - back, named, depth + 1);
    at = end;
  } else if (kind === 7) {
    base = named(head.toString('hex', at, at + nameBytes));
    at += nameBytes;
    if (base === undefined) throw new Error('an object without its base');
  }
  // What cannot be compressed grows by less than this.
  const content = inflateSync(read(place + at, size + (size >> 8) + 1024));
  return base === undefined ? content : changed(base, content);
}

/** A number in groups of seven bits, as Git writes offsets. */
export function numberAt(bytes: Buffer, place: number): { readonly value: number; readonly end: number } {
  let at = place;
  let next = bytes.readUInt8(at++);
  let value = next & 127;
  while (next >= 128) {
    next = bytes.readUInt8(at++);
    value = (value + 1) * 128 + (next & 127);
  }
  return { value, end: at };
}

/** Applies a difference: copies of ranges of the base, and new bytes. */
function changed(base: Buffer, difference: Buffer): Buffer {
  let at = 0;
  const byte = (): number => difference.readUInt8(at++);
  const skipSize = (): void => {
    while (byte() >= 128);
  };
  skipSize();
  skipSize();
  const parts: Buffer[] = [];
  while (at < difference.length) {
    const command = byte();
    if (command < 128) {
      parts.push(difference.subarray(at, at + command));
      at += command;
      continue;
    }
    const number = (bits: readonly number[]): number =>
      bits.reduce((sum, bit, index) => sum + ((command & bit) === 0 ? 0 : byte() * 256 ** index), 0);
    const start = number([1, 2, 4, 8]);
    const length = number([16, 32, 64]);
    parts.push(base.subarray(start, start + (length === 0 ? 0x10000 : length)));
  }
  return Buffer.concat(parts);
}
