/** What `init` advises to tell Git about generated files. */
import { join, relative, sep } from 'node:path';
import { nearestFolder } from '../languages/folders.js';
import { isFile } from '../workspace/disk.js';
import { projectRoot } from '../workspace/project-root.js';

/**
 * Lines for `.gitattributes`, for sites that show diffs and for merges. Hooks files are the user's own: they are shown
 * and merged like all others.
 */
export function attributeLines(outputs: readonly string[]): string[] {
  return outputs.flatMap((output) => {
    const folder = output === '.' ? '' : `${output}/`;
    return [
      `${pattern(`${folder}**`)} linguist-generated merge=mwgen`,
      `${pattern(`${folder}*hooks.*`)} -linguist-generated !merge`,
    ];
  });
}

/** A space would end the pattern. */
function pattern(text: string): string {
  return /[\s"\\]/.test(text) ? JSON.stringify(text) : text;
}

/**
 * The command that tells Git how to merge. Git takes no programs from a repository, so each clone needs it. Git runs
 * the driver in the root of the repository, and mwgen can be installed in a folder of it.
 */
export function mergeDriverCommand(cwd: string): string {
  const root = projectRoot(cwd);
  const home = nearestFolder(cwd, (folder) => isFile(join(folder, 'node_modules', 'mwgen', 'package.json')));
  const way = home === undefined ? '' : relative(root, home).split(sep).join('/');
  const prefix = way === '' || way.startsWith('..') ? '' : `--prefix ${/\s/.test(way) ? `'${way}'` : way} `;
  // Without `--no`, npx would look for a package to install.
  return `git config merge.mwgen.driver "npx --no ${prefix}mwgen merge %A %B %P || git merge-file %A %O %B"`;
}
