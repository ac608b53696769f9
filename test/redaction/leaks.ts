/** Looks for a secret in what has come out, in each form that can be undone. */
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/** A secret counts as shown when this many of its first or last characters are. */
const enough = 6;

export function shows(output: string, secret: string): boolean {
  return forms(output).some((text) => text.includes(secret.slice(0, enough)) || text.includes(secret.slice(-enough)));
}

/** Whether the bytes of a body, shown as base64 or in a file, hold a secret. */
export function holds(bytes: Buffer, secret: string): boolean {
  const undone = [gunzipSync, inflateSync, inflateRawSync, brotliDecompressSync].flatMap((undo) => {
    try {
      return [undo(bytes)];
    } catch {
      return [];
    }
  });
  return [bytes, ...undone].some((one) => shows(one.toString('latin1'), secret));
}

function forms(output: string): string[] {
  const all = [output];
  // UTF-16 that was taken for something else has zeros between its letters; what was taken for UTF-16 looks foreign.
  if (output.includes('\0')) all.push(output.replaceAll('\0', ''));
  if (/[\u0100-\uffff]/.test(output)) {
    const bytes = Buffer.from(output, 'utf16le');
    all.push(bytes.toString('latin1'), bytes.swap16().toString('latin1'));
  }
  return all.flatMap((text) => [
    text,
    text.replace(/\\+u([\da-f]{4})/gi, (_, digits: string) => String.fromCharCode(parseInt(digits, 16))),
    text.replace(/%([\da-f]{2})/gi, (_, digits: string) => String.fromCharCode(parseInt(digits, 16))),
  ]);
}
