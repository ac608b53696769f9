/** Parses header values: text with `${…}` expressions becomes a list of parts. */
import { diagnostic } from '../diagnostics/diagnostic.js';
import { nearest } from '../diagnostics/nearest.js';
import type { Problem } from '../diagnostics/problem.js';
import { isToken } from './field-name.js';
import type { Value, ValuePart } from './values.js';

/** Where a value is used, which determines what it can refer to. */
export interface ValueContext {
  readonly moment: 'request' | 'response';
  /** Whether the middleware assigns request IDs. */
  readonly requestId: boolean;
}

/** An environment variable that a value uses. */
export interface EnvironmentUse {
  readonly name: string;
  readonly fallback?: string;
  /** Offset in the text. */
  readonly from: number;
  readonly to: number;
}

export interface ParsedValue {
  readonly value: Value;
  readonly environment: readonly EnvironmentUse[];
  readonly problems: readonly Problem[];
}

/** Parses a header value. If there are problems, the value must not be used. */
export function parseValue(text: string, context: ValueContext): ParsedValue {
  const parts: ValuePart[] = [];
  const environment: EnvironmentUse[] = [];
  const problems: Problem[] = [];
  let index = 0;
  while (index < text.length) {
    if (text.startsWith('$${', index)) {
      addText(parts, '${');
      index += 3;
    } else if (text.startsWith('${{', index) && text.includes('}}', index)) {
      // As in workflows of GitHub.
      const to = text.indexOf('}}', index) + 2;
      const name = text.slice(index + 3, to - 2).trim();
      problems.push({ diagnostic: unknownExpression(name, context), from: index, to });
      index = to;
    } else if (text.startsWith('${', index)) {
      const end = text.indexOf('}', index);
      const to = end === -1 ? text.length : end + 1;
      if (end === -1)
        problems.push({ diagnostic: diagnostic('expression-open', {}, { help: openHelp }), from: index, to });
      else {
        const found = readExpression({ text, from: index, to }, context);
        problems.push(...found.problems);
        if (found.environment !== undefined) environment.push(found.environment);
        if (found.part?.kind === 'text') addText(parts, found.part.text);
        else if (found.part !== undefined) parts.push(found.part);
      }
      index = to;
    } else {
      const next = text.indexOf('$', index + 1);
      const to = next === -1 ? text.length : next;
      problems.push(...unsendable(text.slice(index, to), index));
      addText(parts, text.slice(index, to));
      index = to;
    }
  }
  problems.push(...edgeSpace(text), ...literalExpressions(text, context));
  return { value: parts.length === 0 ? [{ kind: 'text', text: '' }] : parts, environment, problems };
}

const openHelp = 'Close it with `}`, or write `$${` for a literal `${`.';

/** The expressions that a value can contain, for help texts and completion; `NAME` is a placeholder. */
const requestExpressions = [
  'request.method',
  'request.path',
  'request.id',
  'request.headers.NAME',
  'env.NAME',
  'now.iso',
  'now.unix',
];
const responseExpressions = ['response.status', 'duration.s', 'duration.ms'];

interface Stretch {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

interface FoundExpression {
  readonly part?: ValuePart;
  readonly environment?: EnvironmentUse;
  readonly problems: readonly Problem[];
}

function readExpression({ text, from, to }: Stretch, context: ValueContext): FoundExpression {
  const inside = text.slice(from + 2, to - 1);
  const colon = inside.indexOf(':-');
  const name = (colon === -1 ? inside : inside.slice(0, colon)).trim();
  const fallback = colon === -1 ? undefined : inside.slice(colon + 2);
  const problems = fallback === undefined ? [] : fallbackProblems(fallback, from + 2 + colon + 2);
  const wrong = (found: Problem['diagnostic']): FoundExpression => ({
    problems: [...problems, { diagnostic: found, from, to }],
  });
  const given = fallback === undefined ? {} : { fallback };

  if (name.startsWith('env.')) {
    const variable = name.slice('env.'.length);
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable)) {
      const help =
        'Write `${env.NAME}`, or `${env.NAME:-fallback}`; a name consists of letters, digits and underscores.';
      return wrong(diagnostic('environment-name', { name: variable }, { help }));
    }
    return { part: { kind: 'env', name: variable }, environment: { name: variable, ...given, from, to }, problems };
  }
  if (name.startsWith('request.headers.')) {
    const header = name.slice('request.headers.'.length);
    if (!isToken(header)) return wrong(diagnostic('header-name', { name: header }));
    return { part: { kind: 'requestHeader', name: header.toLowerCase(), ...given }, problems };
  }
  if (name === 'request.id' && !context.requestId) {
    // Without the feature `requestId` there is never an ID, so the value is always the fallback.
    if (fallback !== undefined) return { part: { kind: 'text', text: fallback }, problems };
    const help = 'Add `requestId: true` to this middleware, or a fallback: `${request.id:-none}`.';
    return wrong(diagnostic('expression-request-id', {}, { help }));
  }
  const part = simpleParts.get(name);
  if (part === undefined) return wrong(unknownExpression(name, context));
  if (context.moment === 'request' && responseExpressions.includes(name)) {
    const help = `It can be used in values under \`headers.response\`. Available here: ${requestExpressions.join(', ')}.`;
    return wrong(diagnostic('expression-too-early', { expression: name }, { help }));
  }
  return { part, problems };
}

/**
 * A fallback cannot contain braces: an expression or JSON in it would end at its own closing brace, and the rest would
 * become text.
 */
function fallbackProblems(fallback: string, offset: number): Problem[] {
  const problems = unsendable(fallback, offset);
  const brace = fallback.indexOf('{');
  if (brace === -1) return problems;
  const found = diagnostic(
    'expression-brace',
    {},
    { help: 'A fallback is plain text and cannot contain expressions.' },
  );
  return [...problems, { diagnostic: found, from: offset + brace, to: offset + brace + 1 }];
}

const simpleParts = new Map<string, ValuePart>([
  ['request.method', { kind: 'requestMethod' }],
  ['request.path', { kind: 'requestPath' }],
  ['request.id', { kind: 'requestId' }],
  ['now.iso', { kind: 'nowIso' }],
  ['now.unix', { kind: 'nowUnix' }],
  ['response.status', { kind: 'responseStatus' }],
  ['duration.s', { kind: 'duration', unit: 's', precision: 6 }],
  ['duration.ms', { kind: 'duration', unit: 'ms', precision: 3 }],
]);

function unknownExpression(name: string, context: ValueContext): Problem['diagnostic'] {
  const known = knownExpressions(context);
  const meant = meantExpression(name, known);
  const help =
    meant === undefined ? `${availableText(known)}; \`$\${\` is a literal \`\${\`.` : `Did you mean \`\${${meant}}\`?`;
  return diagnostic('expression-unknown', { expression: name }, { help });
}

function knownExpressions({ moment }: ValueContext): readonly string[] {
  return moment === 'request' ? requestExpressions : [...requestExpressions, ...responseExpressions];
}

function availableText(known: readonly string[]): string {
  return `Available: ${known.map((one) => `\`\${${one}}\``).join(', ')}`;
}

/**
 * Warns about text that looks like an expression of a shell, a template or another server, and would be sent as it is.
 * Prices, paths of OData (`$top=5`), cookies (`$Path=/`), JSON and templates of URIs (`{id}`) do not look like one.
 */
function literalExpressions(text: string, context: ValueContext): Problem[] {
  const known = knownExpressions(context);
  return Array.from(text.matchAll(lookalike)).flatMap(({ index, groups }) => {
    const { variable, other } = groups ?? {};
    const written = variable ?? other;
    if (written === undefined) return [];
    const name = variable?.slice(1) ?? /^(?:[#$%]?[{(]+|<?%=?)\s*([^]*?)\s*(?:[})]+|%>?)$/.exec(written)?.[1] ?? '';
    const meant = commonName(name, known);
    // A word after a dollar sign can be many things.
    if (variable !== undefined && (meant === undefined || currencies.has(name))) return [];
    const help = meant === undefined ? `${availableText(known)}.` : `Write \`\${${meant}}\`.`;
    return [
      { diagnostic: diagnostic('value-literal', { text: written }, { help }), from: index, to: index + written.length },
    ];
  });
}

/** Our own expressions come first, so that nothing is found in them. */
const lookalike =
  /\$\$\{|\$\{[^}]*\}+|(?<variable>(?<![\w$])\$[A-Za-z_]\w*(?![\w=(]))|(?<other>\{\{[^{}]*\}\}|<%=?[^%]*%>|[#%]\{[^{}]*\}|\$\([\w.]+\)|%(?![\da-fA-F]{2})[A-Z][A-Z\d_]+%)/g;

const currencies = new Set(['US', 'USD', 'CA', 'CAD', 'AU', 'AUD', 'NZ', 'NZD', 'HK', 'HKD', 'SGD', 'MXN']);

/** Suggests the right expression for `${header.Accept}`, `${HOSTNAME}` and other common first attempts. */
function meantExpression(name: string, known: readonly string[]): string | undefined {
  const header = /^(?:request\.)?headers?\.(.+)$/i.exec(name);
  if (header?.[1] !== undefined) return `request.headers.${header[1]}`;
  const variable = /^(?:process\.)?env\.(.+)$/i.exec(name);
  if (variable?.[1] !== undefined) return `env.${variable[1]}`;
  return (
    commonName(name, known) ??
    nearest(
      name,
      known.filter((one) => !one.endsWith('.NAME')),
    )
  );
}

/** The expression for a name that shells, templates, workflows and other servers use for the same. */
function commonName(name: string, known: readonly string[]): string | undefined {
  const variable = /^(?:process\.|\$)?(?:env|secrets|vars)(?:\.|\[["']?)([A-Za-z_]\w*)["']?\]?$/i.exec(name)?.[1];
  if (variable !== undefined) return `env.${variable}`;
  if (/^[A-Z][A-Z\d_]*$/.test(name)) return `env.${name}`;
  const header = /^(?:req(?:uest)?\.headers?[.[]["']?|http_)([\w-]+)["']?\]?$/i.exec(name)?.[1];
  if (header !== undefined) return `request.headers.${header.replaceAll('_', '-')}`;
  const plain = name.replace(/^(?:req|request|ctx|context|c|res|response)\./i, '').replace(/[^A-Za-z\d]/g, '');
  const meant = commonNames.find(([names]) => names.test(plain))?.[1];
  return meant !== undefined && (known.includes(meant) || meant.startsWith('request.headers.')) ? meant : undefined;
}

const commonNames: readonly (readonly [names: RegExp, expression: string])[] = [
  [/^(?:x?request|req|correlation)id$/i, 'request.id'],
  [/^(?:request)?method$/i, 'request.method'],
  [/^(?:(?:request)?(?:path|url|uri)|originalurl|pathname)$/i, 'request.path'],
  [/^(?:response)?status(?:code)?$/i, 'response.status'],
  [/^(?:duration|elapsed|(?:response|request|process)time)$/i, 'duration.s'],
  [/^(?:now|timestamp|date|timeiso8601)$/i, 'now.iso'],
  [/^host(?:name)?$/i, 'request.headers.host'],
];

/**
 * Finds characters that cannot be sent in a header. Of RFC 9110's field values, all recipients agree only on visible
 * ASCII, space and tab.
 */
function unsendable(text: string, offset: number): Problem[] {
  const match = /[^\t\x20-\x7e]/u.exec(text);
  if (match === null) return [];
  const [character] = match;
  const help = /[\r\n]/.test(character)
    ? 'A value must be on one line. In YAML, write it in quotes, or use `>-` to fold lines.'
    : 'Only visible ASCII characters, spaces and tabs are allowed; percent-encode the rest.';
  const from = offset + match.index;
  return [{ diagnostic: diagnostic('header-character', { character }, { help }), from, to: from + character.length }];
}

function edgeSpace(text: string): Problem[] {
  const match = /^[ \t]+|[ \t]+$/.exec(text);
  if (match === null) return [];
  return [{ diagnostic: diagnostic('header-edge-space', {}), from: match.index, to: match.index + match[0].length }];
}

function addText(parts: ValuePart[], text: string): void {
  const last = parts.at(-1);
  if (last?.kind === 'text') parts[parts.length - 1] = { kind: 'text', text: last.text + text };
  else if (text !== '') parts.push({ kind: 'text', text });
}
