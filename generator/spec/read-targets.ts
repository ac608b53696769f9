/** Reads the targets of a spec: framework and output folder. */
import { posix } from 'node:path';
import { diagnostic } from '../diagnostics/diagnostic.js';
import { didYouMean } from '../diagnostics/nearest.js';
import type { Spec } from './schema.js';
import type { SpecReader } from './spec-reader.js';

/** A target in a spec. */
export interface TargetRequest {
  readonly framework: string;
  /** Relative to the spec's folder, with `/`, normalised; `.` is that folder itself. */
  readonly output: string;
  /** The language set in the spec; absent: the one that the project uses. */
  readonly form?: string;
  /** The extension set in the spec; absent: derived from the project's settings. */
  readonly importExtension?: '.js' | '.ts' | '';
  /** The path of keys to the target in the spec. */
  readonly path: readonly (string | number)[];
}

export interface KnownFrameworks {
  readonly frameworks: readonly string[];
  /** Names of platforms and other libraries, in lower case, and the framework to write for them. */
  readonly otherNames?: Readonly<Record<string, string>> | undefined;
  /** Returns the language of a framework. Without it, all frameworks count as the same language. */
  readonly languageOf?: ((framework: string) => string) | undefined;
  /** Returns the languages in which the code for a framework can be written. */
  readonly languagesFor?: ((framework: string) => readonly string[]) | undefined;
}

export function readTargets(
  { targets, root = '.' }: Pick<Spec, 'targets' | 'root'>,
  known: KnownFrameworks,
  reader: SpecReader,
): TargetRequest[] {
  const { frameworks, languageOf, languagesFor } = known;
  if (targets.length === 0 && !reader.isIncomplete(['targets'])) {
    const help = 'Write for example `- framework: express` with `output: src/middleware` under it.';
    reader.report(diagnostic('empty-list', { what: '`targets`' }, { help }), ['targets'], 'key');
  }
  const wrongRoot = rootFault(root);
  if (wrongRoot !== undefined)
    reader.report(diagnostic('root-path', { root, reason: wrongRoot.reason }, { help: wrongRoot.help }), ['root']);
  const requests: TargetRequest[] = [];
  for (const [index, target] of targets.entries()) {
    const path = ['targets', index];
    const { framework } = target;
    if (!frameworks.includes(framework)) {
      const alias = known.otherNames?.[framework.toLowerCase()];
      const meant = alias === undefined ? didYouMean(framework, frameworks) : `Write \`${alias}\`.`;
      const help = `${meant === undefined ? '' : `${meant} `}Available: ${frameworks.join(', ')}.`;
      reader.report(diagnostic('framework-unknown', { framework }, { help }), [...path, 'framework']);
    }
    const { language } = target;
    const languages = frameworks.includes(framework) ? languagesFor?.(framework) : undefined;
    if (language !== undefined && languages?.includes(language) === false) {
      const meant = didYouMean(language, languages);
      const help = `${meant === undefined ? '' : `${meant} `}Available: ${languages.join(', ')}.`;
      reader.report(diagnostic('language-unknown', { framework, language }, { help }), [...path, 'language']);
    }
    const wrong = outputFault(target.output);
    if (wrong !== undefined) {
      const holes = { output: target.output, reason: wrong.reason };
      reader.report(diagnostic('output-path', holes, { help: wrong.help }), [...path, 'output']);
      continue;
    }
    const extension =
      target.importExtension === undefined ? {} : { importExtension: extensions[target.importExtension] };
    const form = language === undefined ? {} : { form: language };
    const request: TargetRequest = { framework, output: outputBelow(root, target.output), ...form, ...extension, path };
    checkOverlap(request, requests, reader, languageOf);
    if (frameworks.includes(framework)) requests.push(request);
  }
  return requests;
}

const extensions = { js: '.js', '.js': '.js', ts: '.ts', '.ts': '.ts', none: '' } as const;

/** Folders whose contents are not part of the project, or are not under version control. */
const ownFolders = new Set(['.git', '.hg', '.svn', 'node_modules', '__pycache__', '.venv']);

/** Names may have 255 bytes on most systems, and whole paths 4096; the project itself needs some of these. */
const longestName = 255;
const longestPath = 1024;

/** They cannot be names of folders there, also not with an extension. */
const deviceNames = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

interface OutputFault {
  readonly reason: string;
  readonly help?: string;
}

const relativeHelp = 'Write a folder relative to the folder of the spec, such as `src/middleware`.';

const namesHelp = 'Choose another name, of letters, digits, `-`, `_` and `.`.';

function trimmed(name: string): string {
  return name === '.' || name === '..' ? name : name.replace(/[ .]+$/, '');
}

/** Rejects paths that are not relative, or that are invalid on some operating systems. */
function pathFault(output: string, relativeHelp: string): OutputFault | undefined {
  if (output.trim() === '') return { reason: 'is empty', help: relativeHelp };
  if (/\p{Cc}/u.test(output)) return { reason: 'contains a control character', help: namesHelp };
  if (/^[A-Za-z]:/.test(output)) return { reason: 'starts with a drive letter', help: relativeHelp };
  if (output.includes('\\')) {
    const slashed = output.replaceAll('\\', '/');
    return { reason: 'contains a backslash', help: `Write \`${slashed}\`: use slashes on every operating system.` };
  }
  if (output.startsWith('/')) return { reason: 'is an absolute path', help: relativeHelp };
  if (/^~(?:\/|$)/.test(output)) return { reason: 'starts with `~`, which only a shell expands', help: relativeHelp };
  if (/\$[{(]|^\$[A-Z_]+(?:\/|$)|%[A-Z_]+%/.test(output))
    return { reason: 'contains a variable, which only a shell expands', help: relativeHelp };
  if (/[<>:"|?*]/.test(output)) {
    const reason = 'contains a character that some operating systems do not allow in file names';
    return { reason, help: namesHelp };
  }
  const parts = output.split('/');
  if (output.length > longestPath || parts.some((part) => Buffer.byteLength(part) > longestName))
    return { reason: 'is longer than operating systems allow', help: 'Choose a shorter path.' };
  const own = parts.find((part) => ownFolders.has(part.toLowerCase()));
  if (own !== undefined) return { reason: `is inside \`${own}\`, which belongs to another tool`, help: relativeHelp };
  const device = parts.find((part) => deviceNames.test(part));
  if (device !== undefined)
    return { reason: `contains \`${device}\`, which is the name of a device on Windows`, help: namesHelp };
  if (parts.some((part) => /[ .]$/.test(part) && part !== '.' && part !== '..'))
    return {
      reason: 'contains a name that ends with a dot or a space',
      help: `Write \`${parts.map(trimmed).join('/')}\`.`,
    };
  return undefined;
}

/** Rejects outputs that lead out of their root or that are named like files. */
function outputFault(output: string): OutputFault | undefined {
  const wrong = pathFault(output, relativeHelp);
  if (wrong !== undefined) return wrong;
  const parts = output.split('/');
  if (parts.includes('..')) {
    const help = `${relativeHelp} For a spec in a folder of its own, set \`root: ..\` at the top of it.`;
    return { reason: 'contains `..`, which could lead out of the folder of the spec', help };
  }
  const last = parts.filter((part) => part !== '' && part !== '.').at(-1) ?? '';
  if (/\.(?:[cm]?[jt]sx?|py)$/i.test(last)) {
    const folder = output.replace(/\/?[^/]*\/*$/, '');
    const help = `Write a folder, such as \`${folder === '' ? 'middleware' : `${folder}/middleware`}\`.`;
    return { reason: 'is named like a file, but must be a folder', help };
  }
  return undefined;
}

/** Rejects roots that are not paths. Where a root leads is only known on the disk. */
function rootFault(root: string): OutputFault | undefined {
  return pathFault(root, 'Write a path relative to the folder of the spec, such as `..`.');
}

/** The path of an output, relative to the folder of the spec. */
export function outputBelow(root: string, output: string): string {
  return posix.join(root, output).replace(/(?<=.)\/$/, '');
}

function checkOverlap(
  request: TargetRequest,
  earlier: readonly TargetRequest[],
  { report, lineOf }: SpecReader,
  languageOf: KnownFrameworks['languageOf'],
): void {
  const { framework, output } = request;
  const path = [...request.path, 'output'];
  const same = earlier.find((other) => plain(other.output) === plain(output));
  if (same !== undefined) {
    const help = 'Give each target its own folder.';
    report(diagnostic('output-twice', { output, line: lineOf(same.path) }, { help }), path);
    return;
  }
  const nested = earlier.find(
    (other) =>
      (languageOf === undefined || languageOf(other.framework) === languageOf(framework)) &&
      (isInside(output, other.output) || isInside(other.output, output)),
  );
  if (nested !== undefined) {
    const help = 'Use two folders next to each other.';
    report(diagnostic('output-nested', { output, other: nested.output }, { help }), path);
  }
}

function isInside(inner: string, outer: string): boolean {
  return outer === '.' ? inner !== '.' : plain(inner).startsWith(`${plain(outer)}/`);
}

/** Normalises a path so that paths which some file systems treat as equal are equal. */
function plain(output: string): string {
  return output.normalize('NFC').toLowerCase();
}
