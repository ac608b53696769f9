/** The results of `check` in formats of other programs: workflow commands of GitHub Actions, and SARIF. */
import { relative, resolve, sep } from 'node:path';
import type { SourceRange } from '../diagnostics/diagnostic.js';
import { reasonText } from '../workspace/stale-reason.js';
import type { FileResult, RunResult } from './run-types.js';

export interface Places {
  /** The working directory that the paths of a result are relative to. */
  readonly cwd: string;
  /** The folder that the reader of the format expects paths to be relative to. */
  readonly root: string;
}

/** One finding: a diagnostic, or a file that is not up to date. */
interface Finding {
  readonly rule: string;
  readonly level: 'error' | 'warning';
  readonly message: string;
  /** Relative to the root. */
  readonly file?: string;
  readonly range?: SourceRange;
}

/** One line for each finding, which GitHub shows beside the code. */
export function githubLines(result: RunResult, places: Places): string {
  const lines = findingsOf(result, places).map(({ rule, level, message, file, range }) => {
    const properties = {
      ...(file === undefined ? {} : { file }),
      ...(range === undefined
        ? {}
        : { line: range.start.line, endLine: range.end.line, col: range.start.column, endColumn: range.end.column }),
      title: `mwgen: ${rule}`,
    };
    const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
    return `::${level} ${list.join(',')}::${escapeData(message)}\n`;
  });
  return lines.join('');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** A document in the Static Analysis Results Interchange Format, version 2.1.0. */
export function sarifDocument(result: RunResult, version: string, places: Places) {
  const findings = findingsOf(result, places);
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'mwgen', version, rules: rules.map((id) => ({ id })) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map(({ rule, level, message, file, range }) => ({
          ruleId: rule,
          ruleIndex: rules.indexOf(rule),
          level,
          message: { text: message },
          ...(file === undefined ? {} : { locations: [{ physicalLocation: placeOf(file, range) }] }),
        })),
      },
    ],
  };
}

function placeOf(file: string, range: SourceRange | undefined) {
  const region =
    range === undefined
      ? {}
      : {
          region: {
            startLine: range.start.line,
            startColumn: range.start.column,
            endLine: range.end.line,
            endColumn: range.end.column,
          },
        };
  return { artifactLocation: { uri: file.split('/').map(encodeURIComponent).join('/') }, ...region };
}

function findingsOf({ specs, diagnostics }: RunResult, { cwd, root }: Places): Finding[] {
  const placed = (path: string): string => relative(root, resolve(cwd, path)).split(sep).join('/');
  const told = new Set(diagnostics.map(({ file }) => file));
  return [
    ...diagnostics.map(({ code, severity, message, help, file, range }): Finding => {
      const text = help === undefined ? message : `${message}\n${help}`;
      const where = {
        ...(file === undefined ? {} : { file: placed(file) }),
        ...(range === undefined ? {} : { range }),
      };
      return { rule: code, level: severity, message: text, ...where };
    }),
    ...specs.flatMap(({ spec, files }) =>
      files
        .filter(({ state, path }) => state !== 'current' && !told.has(path))
        .map((file): Finding => {
          // A file that does not exist cannot be shown, but its spec can.
          const place = file.state === 'missing' ? spec : file.path;
          return { rule: file.state, level: 'error', message: sentence(file), file: placed(place) };
        }),
    ),
  ];
}

function sentence({ path, state, reasons }: FileResult): string {
  const because = reasons.length === 0 ? '' : ` (${reasons.map(reasonText).join('; ')})`;
  return `${path} is ${state}${because}. Run \`npx mwgen generate\` and commit the result.`;
}
