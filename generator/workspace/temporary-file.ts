/** Names of the files that a write passes through, and the removal of those that a killed run has left behind. */
import { randomBytes } from 'node:crypto';
import { readdirSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';

/** A name that no other run uses, recognisable as mwgen's, hidden, and with no extension that a compiler would look at. */
export function temporaryName(): string {
  return `.mwgen-${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
}

export function isTemporaryName(name: string): boolean {
  return pattern.test(name);
}

/** Removes from a folder what runs that are no more have left there. */
export function removeStrayFiles(folder: string): void {
  for (const name of namesIn(folder).filter(isTemporaryName)) {
    const path = join(folder, name);
    try {
      if (isStray(name, path)) unlinkSync(path);
    } catch {
      // Another run was faster, or it cannot be removed: it harms nobody.
    }
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const pattern = /^\.mwgen-(\d+)-[0-9a-f]{12}\.tmp$/;
/** No run lasts this long; after it a process id tells nothing, since it may be another process's or of another machine. */
const oldAge = 10 * 60 * 1000;

function isStray(name: string, path: string): boolean {
  const id = Number(pattern.exec(name)?.[1]);
  return !isAlive(id) || Date.now() - statSync(path).mtimeMs > oldAge;
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
