/** Finds the application in a project, and a folder for its generated code. */
import { join, relative, sep } from 'node:path';
import { languageCalled } from '../languages/index.js';
import type { Application, TargetDetection } from '../languages/project.js';
import { disk, kindOf } from './disk.js';

/** Finds an application of a target's framework; `entry` is its file if that is known. */
export async function findApplication(
  folder: string,
  target: Pick<TargetDetection, 'language' | 'detect'>,
  entry?: string,
): Promise<Application> {
  const project = await languageCalled(target.language).openProject(disk);
  return project.application(folder, target.detect, entry);
}

/** A folder for generated code that contains none of the user's files. Relative to `folder`, with `/`. */
export function proposedOutput(folder: string, sources: string): string {
  const usual = join(sources, 'middleware');
  // A module with this name beside the folder would be hidden by it, or would hide it.
  const isTaken = disk.entries(sources).some(({ name, isFile }) => isFile && /^middleware\.\w+$/i.test(name));
  const free = isTaken ? join(sources, 'http_middleware') : usual;
  const output = isEmpty(free) ? free : join(free, 'generated');
  return relative(folder, output).split(sep).join('/');
}

function isEmpty(folder: string): boolean {
  const kind = kindOf(folder);
  return kind === 'none' || (kind === 'folder' && disk.entries(folder).length === 0);
}
