/** Names for temporary files, and removal of those that a killed run has left behind. */
import { randomBytes } from 'node:crypto';
import { readdirSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';

/** A unique, hidden name that shows that the file is mwgen's, with an extension that no compiler reads. */
export function temporaryName(): string {
  return `.mwgen-${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
}

export function isTemporaryName(name: string): boolean {
  return pattern.test(name);
}

/** Removes the temporary files of killed runs from a folder. */
export function removeStrayFiles(folder: string): void {
  for (const name of namesIn(folder).filter(isTemporaryName)) {
    const path = join(folder, name);
    try {
      if (isStray(name, path)) unlinkSync(path);
    } catch {
      // Another run has removed it, or it cannot be removed. Neither does any harm.
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
/**
 * No run takes this long. After that the process ID means nothing, because it may belong to another process or machine.
 */
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
