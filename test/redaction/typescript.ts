/** What the generated helpers for Node and for the Fetch API record of a case. */
import { readFileSync, rmSync } from 'node:fs';
import { parseJsonPath, stepData } from '../../generator/plan/parse-json-path.js';
import type { SpillStore } from '../../templates/typescript/disk/store.js';
import type { BodyRecorder } from '../../templates/typescript/shared/body.js';
import type { BodyLimits, CaptureSettings } from '../../templates/typescript/shared/settings.js';
import type { bodyRecord } from '../../templates/typescript/shared/content.js';
import type { redactQuery, Redactor } from '../../templates/typescript/shared/redact.js';
import { generate, load } from '../generated/generate.js';
import type { Case } from './bodies.js';
import { replacement } from './model.js';
import { headerNames, queryNames, specs } from './specs.js';

/**
 * A spec with all that has to do with bodies. No setting is the same in both middleware, because it would not be one in the
 * generated code.
 */
export const middleware = `audit:
  capture:
    request: { overflow: spill }
    redact: { json: [password], query: [token], headers: [X-Session] }
other:
  capture:
    request: { maxBytes: 1KiB, overflow: spill, contentTypes: [text/csv] }
    memoryLimit: 16MiB
    spill: { maxBytes: 1MiB, totalBytes: 2MiB, directory: other }
    decompress: false
    redact: { json: [pin], query: [key], headers: [X-Other], replacement: gone }`;

/** What came out: the record of a request, the file, the errors. */
export interface Outcome {
  readonly record: Readonly<Record<string, unknown>>;
  /** In base64. */
  readonly file?: string;
  readonly errors: readonly string[];
}

interface Output {
  readonly BodyRecorder: new (limits: BodyLimits, report: (error: unknown) => void) => BodyRecorder;
  readonly SpillStore: new (...args: ConstructorParameters<typeof SpillStore>) => SpillStore;
  readonly Redactor: new (...args: ConstructorParameters<typeof Redactor>) => Redactor;
  readonly admitBody: (body: BodyRecorder, headers: object, settings: CaptureSettings) => void;
  readonly bodyRecord: typeof bodyRecord;
  readonly redactQuery: typeof redactQuery;
}

const memoryLimit = 64 * 1024 * 1024;

export function stepsOf(json: readonly string[]): (string | readonly string[])[][] {
  return json.map((path) => {
    const found = parseJsonPath(path);
    if (!('value' in found)) throw new Error(`${path} is no path`);
    return found.value.map(stepData);
  });
}

/** Generates the helpers, and returns a function that records cases with them. */
export async function recorder(framework: string): Promise<(one: Case) => Promise<Outcome>> {
  const folder = await generate(`redaction-${framework}`, middleware, framework);
  const modules = ['body', 'redact', 'capture-settings', 'content', 'store'];
  const loaded = await Promise.all(modules.map((name) => load<Partial<Output>>(folder, `internal/${name}`)));
  const output = Object.assign({}, ...loaded) as Output;
  const settings = specs.map(({ json }): CaptureSettings => ({
    middleware: 'audit',
    decompress: true,
    redactedHeaders: new Set(headerNames),
    redactedQuery: new Set(queryNames),
    redactor: new output.Redactor(stepsOf(json), replacement),
    replacement,
  }));
  const store = new output.SpillStore({ maxBytes: 1_000_000, totalBytes: 1_000_000_000 });
  return (one) => record(one, output, settings[one.spec] ?? settings[0], store);
}

async function record(
  one: Case,
  output: Output,
  settings: CaptureSettings | undefined,
  store: SpillStore,
): Promise<Outcome> {
  if (settings === undefined) throw new Error('there is no such spec');
  const errors: string[] = [];
  const report = (error: unknown): void => void errors.push(String(error));
  const limits = { maxBytes: one.maxBytes, memoryLimit, keeps: () => true, ...(one.spills ? { spill: store } : {}) };
  const body = new output.BodyRecorder(limits, report);
  const headers = new Map(one.headers);
  output.admitBody(body, headers, settings);
  for (let at = 0; at < one.bytes.length; at += 100) body.add(one.bytes.subarray(at, at + 100), 'utf8');
  const query = output.redactQuery(one.query, new Set(queryNames), replacement);
  const { file, ...shown } = await output.bodyRecord(body, headers, true, settings);
  body.release();
  const content = file === undefined ? undefined : readFileSync(file, 'base64');
  if (file !== undefined) rmSync(file);
  return { record: { query, ...shown }, ...(content === undefined ? {} : { file: content }), errors };
}
