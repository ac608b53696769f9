/** Where the source of a suite comes from: a folder that the caller has, or the public repository. */
import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from './process.js';
import type { Suite } from './suites.js';

/**
 * Puts the pinned version of a suite into `folder`. `from` is a checkout, a bare repository, or an unpacked archive
 * of the source; without it, the public repository is cloned.
 */
export async function putSource(suite: Suite, folder: string, from: string | undefined): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const repository = from === undefined ? undefined : repositoryIn(from);
  if (repository !== undefined) {
    const archive = `${folder}.tar`;
    await succeed('git', ['--git-dir', repository, 'archive', '--output', archive, suite.tag]);
    await succeed('tar', ['-xf', archive, '-C', folder]);
    await rm(archive);
  } else if (from !== undefined) {
    await cp(from, folder, { recursive: true });
  } else {
    const quietly = ['--quiet', '--config', 'advice.detachedHead=false'];
    await succeed('git', ['clone', ...quietly, '--depth', '1', '--branch', suite.tag, suite.repository, folder]);
  }
  const { file, text } = suite.version;
  const found = existsSync(join(folder, file)) ? await readFile(join(folder, file), 'utf8') : '';
  if (!found.includes(text)) throw new Error(`the source is not ${suite.name} ${suite.tag}: ${file} lacks ${text}`);
}

/** The git directory of a checkout or a bare repository. */
function repositoryIn(folder: string): string | undefined {
  return [join(folder, '.git'), folder].find((path) => existsSync(join(path, 'objects')));
}
