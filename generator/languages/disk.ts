/**
 * Read access to the disk, as needed to inspect a project. `workspace/` provides the implementation and passes it in,
 * so that languages, and the compiler that uses them, do not access the disk themselves.
 */
export interface Disk {
  /** The bytes of a file, or `undefined` if it does not exist. Throws with the reason if it cannot be read. */
  readonly readIfFile: (path: string) => Buffer | undefined;
  /** Like `readIfFile`, but also returns `undefined` if the file cannot be read. */
  readonly readIfReadable: (path: string) => Buffer | undefined;
  readonly isFile: (path: string) => boolean;
  readonly isFolder: (path: string) => boolean;
  /** The entries of a folder, sorted by name; empty if the folder cannot be read. */
  readonly entries: (folder: string) => readonly Entry[];
  /** The file that Node would load for an import in a file. Throws if there is none. */
  readonly resolveModule: (from: string, name: string) => string;
}

export interface Entry {
  readonly name: string;
  readonly isFile: boolean;
  readonly isFolder: boolean;
}

/** The text of a file; empty if it cannot be read. */
export function textOf(disk: Disk, path: string): string {
  return disk.readIfReadable(path)?.toString('utf8') ?? '';
}

/** The names of the entries of a folder. */
export function namesIn(disk: Disk, folder: string): string[] {
  return disk.entries(folder).map(({ name }) => name);
}
