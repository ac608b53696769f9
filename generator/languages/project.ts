/** What each language can tell of a project that is written in it: which frameworks it uses, where its application is, its settings. */
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { MessageCode } from '../diagnostics/registry.js';
import type { MountLines } from './output.js';

/** A project as one language sees it. All paths are absolute. */
export interface ProjectReader<Settings> {
  /** The targets that the nearest manifest with any of them names, in the order of the list. */
  readonly detect: <Target extends TargetDetection>(
    folder: string,
    targets: readonly Target[],
  ) => DetectedTarget<Target>[];
  /** The folders of a project of many packages that use one of the targets, relative to it: where to go when it has none itself. */
  readonly packagesWith: (folder: string, targets: readonly TargetDetection[]) => string[];
  /** The application that is made with one of some packages. */
  readonly application: (folder: string, packages: readonly string[]) => Application;
  /** The settings for files of an output folder, which need not exist yet. */
  readonly settings: (output: string, shown: (path: string) => string) => Promise<FoundSettings<Settings>>;
}

/** What a target contributes to finding it. */
export interface TargetDetection {
  /** As a spec has it under `framework`. */
  readonly name: string;
  /** For people. */
  readonly label: string;
  readonly language: string;
  readonly detect: {
    /** Packages that stand for it in a manifest of its language. */
    readonly packages?: readonly string[];
    /** Packages that bring those along: where they are, the others do not count. */
    readonly packagesWithin?: readonly string[];
    /** Files that stand for it where no package does. */
    readonly files?: readonly string[];
  };
}

export interface DetectedTarget<Target extends TargetDetection> {
  readonly target: Target;
  /** The manifest that names it. */
  readonly manifest: string;
}

export interface Application {
  /** The file that makes the application, or the one that is started. */
  readonly entry?: string;
  /** The folder of the sources. */
  readonly sources: string;
  /** The lines that mount an output, as seen from the entry file; without one, as for a file beside the output folder. */
  readonly mountLines: (mount: MountLines, output: string) => MountLines;
}

export interface FoundSettings<Settings> {
  readonly settings: Settings;
  /** Files that have a say in them and are not found by their names alone at or above the folder. */
  readonly further: readonly string[];
  /** Whether the same files give the same settings. A configuration that is a program can depend on anything. */
  readonly repeatable: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** A file of a project that cannot be understood. */
export class UnreadableFile extends Error {
  readonly code: UnreadableCode;
  readonly file: string;

  constructor(code: UnreadableCode, file: string, detail: string) {
    super(detail);
    this.code = code;
    this.file = file;
  }
}

type UnreadableCode = Exclude<Extract<MessageCode, `${string}-unreadable`>, 'spec-unreadable'>;

/** What the first item with any result comes to. */
export function firstFound<Item, Result>(items: Iterable<Item>, find: (item: Item) => Result[]): Result[] {
  for (const item of items) {
    const found = find(item);
    if (found.length > 0) return found;
  }
  return [];
}
