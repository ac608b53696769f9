/** `headers`: changes the headers that the application and the client receive. */
import { z } from 'zod';
import { diagnostic } from '../diagnostics/diagnostic.js';
import { parseValue } from '../plan/parse-value.js';
import type { Demand, HeaderStep, HeadStep, MergeList } from '../plan/plan.js';
import type { Value } from '../plan/values.js';
import { blockOf, defineFeature, type FeatureContext, type Lowering, type Path } from './feature.js';
import { checkHeaderName } from './header-name.js';
import { checkOperations } from './header-conflicts.js';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const valueExamples = ['DENY', '${request.id}', '${env.HOSTNAME:-unknown}'];
const value = scalar.meta({
  description: 'The value. `${…}` inserts a run-time value; `$${` is a literal `${`.',
  examples: valueExamples,
});
const values = z.union([scalar, z.array(scalar)]).meta({
  description: 'A value to add, or a list of values. Each is sent as a separate header line.',
  examples: ['a', ['a', 'b']],
});
const headerName = z.string().meta({ pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$" });

const operations = z.strictObject({
  remove: z
    .array(headerName)
    .optional()
    .meta({ description: 'Headers to remove.', examples: [['X-Powered-By']] }),
  set: z
    .record(headerName, value)
    .optional()
    .meta({
      description: 'Headers to set, replacing all existing values.',
      examples: [{ 'X-Frame-Options': 'DENY' }],
    }),
  default: z
    .record(headerName, value)
    .optional()
    .meta({
      description: 'Headers to set if they are absent.',
      examples: [{ 'Cache-Control': 'no-store' }],
    }),
  append: z
    .record(headerName, values)
    .optional()
    .meta({
      description: 'Values to add to the existing ones.',
      examples: [{ Vary: 'Origin' }],
    }),
});

const settings = z.strictObject({
  request: operations
    .optional()
    .meta({ description: 'Changes the headers that the application sees.', examples: [{ remove: ['X-Debug'] }] }),
  response: operations.optional().meta({
    description: 'Changes the headers that the client receives.',
    examples: [{ set: { 'X-Frame-Options': 'DENY' } }],
  }),
  expose: z.boolean().default(false).meta({
    description:
      'Lists the headers that this middleware adds to a response in Access-Control-Expose-Headers, if the response has Access-Control-Allow-Origin.',
  }),
});

type HeadersSettings = z.output<typeof settings>;
export type HeaderOperations = z.output<typeof operations>;

export const headers = defineFeature({
  name: 'headers',
  schema: z.union([z.literal(false), settings]).meta({
    description: 'Removes, sets and adds request and response headers.',
    examples: [{ response: { set: { 'X-Frame-Options': 'DENY' } } }],
  }),
  settings: blockOf,
  lower: lowerHeaders,
});

function lowerHeaders(headers: HeadersSettings, context: FeatureContext): Lowering {
  const request = lowerOperations(headers.request ?? {}, 'request', context);
  const response = lowerOperations(headers.response ?? {}, 'response', context).map(withoutDuplicates);
  const demands: Demand[] = [];
  if (request.length > 0) demands.push({ capability: 'requestHeaders', path: [...context.path, 'request'] });
  const expose = headers.expose ? lowerExpose(response, context) : [];
  const isEmpty = [headers.request, headers.response].every((one) => Object.values(one ?? {}).every(holdsNothing));
  if (isEmpty && !headers.expose && !context.isIncomplete(context.path)) {
    const help = 'Write for example `headers: { response: { set: { X-Frame-Options: DENY } } }`.';
    context.report(diagnostic('feature-empty', { feature: 'headers' }, { help }), context.path, 'key');
  }
  return { request, head: [...response, ...expose], demands };
}

/** Operations always run in this order, whatever their order in the spec. */
function lowerOperations(
  operations: HeaderOperations,
  message: 'request' | 'response',
  context: FeatureContext,
): HeaderStep[] {
  const base = [...context.path, message];
  checkOperations(operations, message, context);
  const steps: HeaderStep[] = [];
  for (const [index, name] of (operations.remove ?? []).entries()) {
    checkHeaderName(name, message, { path: [...base, 'remove', index], part: 'value', report: context.report });
    steps.push({ op: 'removeHeader', feature: 'headers', name });
  }
  const writing = [
    ['set', 'setHeader'],
    ['default', 'defaultHeader'],
    ['append', 'appendHeader'],
  ] as const;
  for (const [key, op] of writing) {
    for (const [name, written] of Object.entries(operations[key] ?? {})) {
      const path = [...base, key, name];
      checkHeaderName(name, message, { path, part: 'key', report: context.report });
      for (const place of valuePlaces(written, path, context))
        steps.push({ op, feature: 'headers', name, value: readValue(place, message, context) });
    }
  }
  return steps;
}

/** The paths of a header's values: one path, or one for each item of a list. */
function valuePlaces(written: unknown, path: Path, context: FeatureContext): Path[] {
  if (!Array.isArray(written)) return [path];
  if (written.length === 0 && !context.isIncomplete(path))
    context.report(diagnostic('empty-list', { what: 'A list of values' }), path, 'key');
  return written.map((_, index) => [...path, index]);
}

function readValue(path: Path, moment: 'request' | 'response', context: FeatureContext): Value {
  const parsed = parseValue(context.writtenAt(path), { moment, requestId: context.has('requestId') });
  context.reportInside(parsed.problems, path);
  context.useEnvironment(parsed.environment, path);
  return parsed.value;
}

/** `Vary` is a set, so a member that the application has already listed must not be added again. */
function withoutDuplicates(step: HeaderStep): HeaderStep | MergeList {
  if (step.op !== 'appendHeader' || step.name.toLowerCase() !== 'vary') return step;
  return { op: 'mergeList', feature: step.feature, name: step.name, members: listMembers(step.value) };
}

/**
 * Splits a list at its commas. A list with an expression is not split, because the value of the expression may contain
 * commas.
 */
function listMembers(value: Value): Value[] {
  const [only] = value;
  if (value.length !== 1 || only?.kind !== 'text') return [value];
  const members = only.text.split(',').map((member) => member.trim());
  return members.filter((member) => member !== '').map((text) => [{ kind: 'text', text }]);
}

/**
 * Names are listed in the order in which the headers are set: first those of other features, then those of `headers`.
 */
function lowerExpose(response: readonly HeadStep[], context: FeatureContext): HeadStep[] {
  const names = new Map<string, string>();
  for (const [lower, { name }] of context.ownedHeaders) names.set(lower, name);
  for (const step of response) {
    if (step.op === 'removeHeader' || step.op === 'callHook' || !isExposable(step.name)) continue;
    if (!names.has(step.name.toLowerCase())) names.set(step.name.toLowerCase(), step.name);
  }
  if (names.size === 0) {
    if (!context.isIncomplete(context.path.slice(0, -1)))
      context.report(diagnostic('expose-nothing', {}), [...context.path, 'expose'], 'key');
    return [];
  }
  const members = Array.from(names.values(), (text): Value => [{ kind: 'text', text }]);
  const name = 'Access-Control-Expose-Headers';
  return [{ op: 'mergeList', feature: 'headers', name, members, onlyWith: 'access-control-allow-origin' }];
}

/** Browsers never expose `Set-Cookie` to scripts, and the CORS headers are not meant for scripts. */
function isExposable(name: string): boolean {
  return !/^(?:set-cookie2?|access-control-.*)$/i.test(name);
}

function holdsNothing(operation: object | undefined): boolean {
  return operation === undefined || Object.keys(operation).length === 0;
}
