/** How a language inspects a project: the frameworks that it uses, its application, and its settings. */
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { MessageCode } from '../diagnostics/registry.js';
import type { MountLines } from './output.js';
import type { Wiring } from './wiring.js';

/** Inspects projects in one language. All paths are absolute. */
export interface ProjectReader<Settings> {
  /** The targets named in the nearest manifest that names any, in the order of the list. */
  readonly detect: <Target extends TargetDetection>(
    folder: string,
    targets: readonly Target[],
  ) => DetectedTarget<Target>[];
  /** The targets whose modules create a server in the code of a project. They count if nothing else is found. */
  readonly detectInCode: <Target extends TargetDetection>(
    folder: string,
    targets: readonly Target[],
  ) => DetectedTarget<Target>[];
  /** Finds the application of a target; `entry` is its file if that is known. */
  readonly application: (folder: string, detect: TargetDetection['detect'], entry?: string) => Application;
  /** For a form of a language: whether the project of a folder uses it instead of the language itself. */
  readonly usesForm?: (folder: string) => boolean;
  /** Reads the settings for files in an output folder, which need not exist yet. */
  readonly settings: (output: string, shown: (path: string) => string) => Promise<FoundSettings<Settings>>;
}

/** How to detect a target. */
export interface TargetDetection {
  /** The name used in specs. */
  readonly name: string;
  /** The name used in messages. */
  readonly label: string;
  readonly language: string;
  readonly detect: {
    /** Packages that indicate the framework, by their name in a manifest. */
    readonly packages?: readonly string[];
    /** Packages that include those above. If one of them is present, the others do not count. */
    readonly packagesWithin?: readonly string[];
    /** Modules of the platform with which an application creates a server itself. They count if no package does. */
    readonly modules?: readonly string[];
    /** Files that indicate the framework if no package does. */
    readonly files?: readonly string[];
    /** Where an application passes on its handler, if middleware is mounted around that. */
    readonly handlers?: readonly HandlerPlace[];
  };
}

/** A form in which applications pass a handler to a server or a runtime. */
export interface HandlerPlace {
  /** The function that is called with the handler: `serve`, `Runtime.serve`. Absent for an export. */
  readonly call?: string;
  /** The modules that export the function. Absent for a global. */
  readonly modules?: readonly string[];
  /** The event for which the handler listens on what the function returns. Absent: it is the last argument of the call. */
  readonly event?: string;
  /** The property of an object that holds the handler. */
  readonly property?: string;
  /** Another property of the object with handlers that requests go to instead. */
  readonly others?: string;
  /** Whether the handler can be given without such an object. */
  readonly isDirect?: boolean;
  /** Files that indicate a project with this form, if no code does. */
  readonly files?: readonly string[];
  /** The names, without extension, of the files that export handlers: those of routes. */
  readonly routeFiles?: readonly string[];
  /** The files that export handlers, in words. */
  readonly filesInWords?: string;
  /** The names, without extension, of files that export something similar, in which middleware has no place. */
  readonly unfitFiles?: readonly string[];
  /** Why that is so. */
  readonly note?: string;
  /** How `handler` is given there. */
  readonly callLine: string;
  /** Where that is, if the usual words do not say it. */
  readonly place?: string;
}

export interface DetectedTarget<Target extends TargetDetection> {
  readonly target: Target;
  /** The manifest that names the target, or the file that indicates it. */
  readonly manifest: string;
}

export interface Application {
  /** The file that creates the application, or otherwise the file that is started. */
  readonly entry?: string;
  /** Whether the entry file creates the application, as far as its code shows. */
  readonly isMadeInEntry: boolean;
  /** The folder of the source files. */
  readonly sources: string;
  /**
   * The lines that mount an output, relative to the entry file, or to the parent of the output folder if there is none.
   */
  readonly mountLines: (mount: MountLines, output: string) => MountLines;
  /** Writes these lines into the code of the entry file. */
  readonly wire: (code: string, mount: MountLines, output: string) => Promise<Wiring>;
}

export interface FoundSettings<Settings> {
  readonly settings: Settings;
  /** Additional files that affect the settings and are not found by name in the folder or above it. */
  readonly further: readonly string[];
  /** Whether the same files always give the same settings. This is not certain if a configuration file is a program. */
  readonly repeatable: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** A file of a project that cannot be parsed. */
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

/** The first result that is not empty. */
export function firstFound<Item, Result>(items: Iterable<Item>, find: (item: Item) => Result[]): Result[] {
  for (const item of items) {
    const found = find(item);
    if (found.length > 0) return found;
  }
  return [];
}
