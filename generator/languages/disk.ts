/**
 * What is asked of a disk to learn about a project. `workspace/` lends it: nothing else opens a file, so that the compiler,
 * which knows the languages, touches none.
 */
export interface Disk {
  /** The bytes of a file, or `undefined` where there is no such file. Throws where it is there and cannot be read. */
  readonly readIfFile: (path: string) => Buffer | undefined;
  /** The same, and `undefined` also for what cannot be read. */
  readonly readIfReadable: (path: string) => Buffer | undefined;
  readonly isFile: (path: string) => boolean;
  readonly isFolder: (path: string) => boolean;
  /** What is in a folder, in the order of names; nothing where it cannot be read. */
  readonly entries: (folder: string) => readonly Entry[];
  /** The file that Node would load for a name in a file. Throws where there is none. */
  readonly resolveModule: (from: string, name: string) => string;
}

export interface Entry {
  readonly name: string;
  readonly isFile: boolean;
  readonly isFolder: boolean;
}

/** The text of a file, or nothing. */
export function textOf(disk: Disk, path: string): string {
  return disk.readIfReadable(path)?.toString('utf8') ?? '';
}

/** The names of what is in a folder. */
export function namesIn(disk: Disk, folder: string): string[] {
  return disk.entries(folder).map(({ name }) => name);
}
