/** Creates specs that contain names in all places where text is allowed, and what the outputs must do. */
import { readSpec } from '../../generator/spec/read-spec.js';
import { targets } from '../../generator/targets/index.js';
import type { PoolName } from './pool.js';

export interface NamesSpec {
  readonly text: string;
  /** The number of texts that are names. */
  readonly tried: number;
  /** The environment variables when the middleware are created. */
  readonly environment: Readonly<Record<string, string>>;
  /** The headers that the client sends. */
  readonly sent: Readonly<Record<string, string>>;
  /** The headers of every response, and those that handlers receive, by lower-case name. */
  readonly response: ReadonlyMap<string, string>;
  readonly request: ReadonlyMap<string, string>;
  /** Headers that the response to a path must not have. */
  readonly excluded: readonly { readonly path: string; readonly header: string }[];
  /** JSON keys and query parameters whose values must not occur in a record. */
  readonly hidden: readonly string[];
}

/** Returns a random integer from 0 up to a bound, exclusive. */
export type Random = (below: number) => number;

/** A line of a spec. If the spec language does not allow the name in it, the line can be removed. */
interface Line {
  readonly text: string;
  readonly isName?: boolean;
  readonly tell?: (spec: Expectations) => void;
}

interface Expectations {
  readonly environment: Record<string, string>;
  readonly sent: Record<string, string>;
  readonly response: Map<string, string>;
  readonly request: Map<string, string>;
  readonly excluded: { path: string; header: string }[];
  readonly hidden: string[];
}

export function namesSpec(names: readonly PoolName[], random: Random): NamesSpec {
  const usable = names.filter(({ words }) => !ofProtocol.has(words.join('-')));
  let lines = linesOf(usable, random);
  for (;;) {
    const text = lines.map((line) => line.text).join('\n');
    const { diagnostics } = readSpec(text, { file: 'mwgen.yaml', frameworks: targets.map(({ name }) => name) });
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    if (errors.length === 0) break;
    const wrong = new Set(errors.map(({ range }) => range?.start.line ?? -1));
    const kept = lines.filter(({ isName }, index) => isName !== true || !wrong.has(index + 1));
    if (kept.length === lines.length) throw new Error(`${text}\n${JSON.stringify(errors)}`);
    lines = kept;
  }
  const told: Expectations = {
    environment: {},
    sent: {},
    response: new Map(),
    request: new Map(),
    excluded: [],
    hidden: [],
  };
  for (const { tell } of lines) tell?.(told);
  return {
    text: lines.map(({ text }) => text).join('\n'),
    tried: lines.filter(({ isName }) => isName).length,
    ...told,
  };
}

const perMiddleware = 80;

/** Headers that servers add to responses, and those without which the applications of the tests do not read a body. */
const ofProtocol = new Set(['date', 'server', 'content-encoding', 'content-length', 'content-type']);

function linesOf(names: readonly PoolName[], random: Random): Line[] {
  const outputs = targets.map(({ name }) => `  - { framework: ${name}, output: app_${name} }`);
  const lines = ['version: 1', 'targets:', ...outputs, 'middleware:'].map((text): Line => ({ text }));
  const kebabs = shuffled(names, random)
    .map(({ words }) => words.join('-'))
    .filter(isMiddlewareName);
  for (let from = 0, index = 0; from < names.length; from += perMiddleware, index += 1) {
    lines.push(
      ...middlewareLines(
        names.slice(from, from + perMiddleware),
        kebabs[index] ?? `mw-${String(index)}`,
        index,
        random,
      ),
    );
  }
  return lines;
}

function middlewareLines(names: readonly PoolName[], middleware: string, index: number, random: Random): Line[] {
  const [half, sixth] = [Math.floor(names.length / 2), Math.floor(names.length / 6)];
  const isOn = (): boolean => random(2) === 0;
  const describing = shuffled(names, random)
    .map(({ text }) => text)
    .slice(0, 30);
  const first = `X-First-${String(index)}`;
  const lines: Line[] = [
    { text: `  ${middleware}:` },
    { text: `    description: ${JSON.stringify(`@${describing.join(' ')}\n\`\${x}\` */ """ \u202e`)}` },
    { text: isOn() ? `    timing: { header: X-Time-${String(index)} }` : '    timing: false' },
    { text: index === 0 || isOn() ? `    requestId: { header: X-Id-${String(index)} }` : '    requestId: false' },
    { text: isOn() ? '    hooks: { before: true, after: true, done: true }' : '    hooks: false' },
    { text: '    headers:' },
    { text: '      response:' },
    { text: '        set:' },
    ...[plain(first, 'first')],
    ...names.slice(0, half).map((name, at) => headerLine(name, names[names.length - 1 - at] ?? name, random)),
    { text: '        append:' },
    { text: `          X-Appended-${String(index)}: [a, b]` },
    ...names.slice(half, half + sixth).map((name) => headerLine(name, name, random)),
    { text: '      request:' },
    { text: '        set:' },
    { text: `          X-Set-${String(index)}: a` },
    ...names.slice(half + sixth, half + 2 * sixth).map(requestLine),
    { text: '    exclude:' },
    {
      text: `      - ${JSON.stringify(`/excluded/first-${String(index)}`)}`,
      tell: excludes(`/excluded/first-${String(index)}`, first),
    },
    ...names.slice(0, 30).map((name, at) => patternLine(name, at, first)),
  ];
  if (index % 4 === 0) lines.push(...captureLines(names, index));
  return lines;
}

function plain(header: string, value: string): Line {
  return { text: `          ${header}: ${value}`, tell: ({ response }) => response.set(header.toLowerCase(), value) };
}

function headerLine({ words }: PoolName, other: PoolName, random: Random): Line {
  const header = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('-');
  const name = header.toLowerCase();
  const variable = other.words.join('_').toUpperCase();
  const made = `${variable.toLowerCase()}!`;
  const environment = ({ environment: all }: Expectations): void => {
    all[variable] = made;
  };
  const line = (value: string, expected: string, tell: (spec: Expectations) => void = () => undefined): Line => ({
    text: `          ${header}: ${JSON.stringify(value)}`,
    isName: true,
    tell: (spec) => {
      tell(spec);
      spec.response.set(name, expected);
    },
  });
  switch (random(5)) {
    case 0:
      return line(`see ${other.text}, req and next`, `see ${other.text}, req and next`);
    case 1:
      return line(`\${env.${variable}} \${request.method}`, `${made} GET`, environment);
    case 2: {
      const sent = `x-sent-${name}`;
      return line(`\${request.headers.${sent}} and \${request.headers.${sent}}`, `${name} and ${name}`, (spec) => {
        spec.sent[sent] = name;
      });
    }
    default:
      return line(`\${env.${variable}}`, made, environment);
  }
}

function requestLine({ words }: PoolName): Line {
  const header = words.join('-');
  const variable = words.join('_').toUpperCase();
  return {
    text: `          ${header}: "\${env.${variable}}"`,
    isName: true,
    tell: ({ environment, request }) => {
      environment[variable] = `${variable.toLowerCase()}!`;
      request.set(header, `${variable.toLowerCase()}!`);
    },
  };
}

function patternLine({ text }: PoolName, at: number, first: string): Line {
  const patterns = [
    `/excluded/${text}`,
    `/excluded/:${text}/only/${text}`,
    `/excluded/${text}*/x/**`,
    `/excluded/*${text}/x/*`,
  ];
  const pattern = patterns[at % patterns.length] ?? '';
  const path = at % patterns.length === 0 ? pattern : `/excluded/${text}/x/y`;
  const isMatched = at % patterns.length !== 1;
  return {
    text: `      - ${JSON.stringify(pattern)}`,
    isName: true,
    ...(isMatched ? { tell: excludes(path, first) } : {}),
  };
}

function excludes(path: string, header: string): (spec: Expectations) => void {
  return ({ excluded }) => excluded.push({ path, header: header.toLowerCase() });
}

/** Keys that are wildcards, separators or roots unless they are escaped, with their JSON paths. */
const escapedKeys = { '*': '\\*', '**': '\\*\\*', 'a.b': 'a\\.b', $: '\\$' };

function captureLines(names: readonly PoolName[], index: number): Line[] {
  const named = names.slice(0, 40).map(({ text }) => text);
  const line = (entry: string, name: string): Line => ({
    text: `          - ${JSON.stringify(entry)}`,
    isName: true,
    ...(index === 0 ? { tell: ({ hidden }) => hidden.push(name) } : {}),
  });
  return [
    { text: '    capture:' },
    { text: `      sink: ${index === 0 ? 'callback' : 'opentelemetry'}` },
    { text: '      request: true' },
    { text: '      redact:' },
    { text: '        json:' },
    { text: '          - password' },
    ...named.map((name) => line(name, name)),
    ...Object.entries(escapedKeys).map(([name, path]) => line(path, name)),
    { text: '        query:' },
    { text: '          - password' },
    ...[...named, ...Object.keys(escapedKeys)].map((name) => line(name, name)),
  ];
}

/** Whether the spec language allows a name for a middleware. */
function isMiddlewareName(name: string): boolean {
  const text = `version: 1\ntargets: [{ framework: express, output: out }]\nmiddleware: { ${name}: { timing: true } }`;
  const { plan } = readSpec(text, { file: 'mwgen.yaml', frameworks: ['express'] });
  return plan !== undefined;
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const left = [...items];
  return items.flatMap(() => left.splice(random(left.length), 1));
}
