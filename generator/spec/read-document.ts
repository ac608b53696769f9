/**
 * Reads YAML into located values: resolves aliases and merge keys, converts every key to a string, and reports errors
 * as diagnostics.
 */
import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.js';
import { nearest } from '../diagnostics/nearest.js';
import type { MessageCode, MessageHoles } from '../diagnostics/registry.js';
import type { Located, LocatedEntry, LocatedScalar } from './located.js';
import { parseYaml, tagHelp } from './parse-yaml.js';
import { type SourceMap, sourceMap } from './source-map.js';

export interface ReadDocument {
  /** Absent if the text is not a YAML document. */
  readonly root?: Located;
  readonly map: SourceMap;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads YAML or JSON. */
export function readDocument(text: string): ReadDocument {
  const map = sourceMap(text);
  const { tree, diagnostics } = parseYaml(text, map);
  if (diagnostics.length > 0) return { map, diagnostics };
  const contents = tree?.contents ?? null;
  if (contents === null || (isScalar(contents) && contents.value === null)) {
    const help = 'Run `npx mwgen init` to create one.';
    return { map, diagnostics: [diagnostic('spec-empty', {}, { range: map.range(0, 0), help })] };
  }
  return { root: locate(contents, text, map, diagnostics), map, diagnostics };
}

/** The maximum number of values after all aliases are expanded. */
const mostValues = 200_000;

function locate(contents: ParsedNode, text: string, map: SourceMap, diagnostics: Diagnostic[]): Located {
  /** The anchors so far. An anchor is `open` while its value is being read. */
  const anchors = new Map<string, Located | 'open'>();
  /** The number of values that all aliases so far expand to. */
  let expanded = 0;
  return visit(contents);

  function report<Code extends MessageCode>(code: Code, holes: MessageHoles<Code>, node: Ranged, help?: string): void {
    diagnostics.push(diagnostic(code, holes, { range: rangeOf(node), help }));
  }

  function rangeOf({ range }: Ranged): Located['range'] {
    const [from, to] = range;
    const end = from + text.slice(from, to).trimEnd().length;
    return map.range(from, end);
  }

  function visit(node: ParsedNode | null | undefined): Located {
    if (node === null || node === undefined) return nothing(map);
    if (isAlias(node)) return visitAlias(node);
    if (node.anchor !== undefined) anchors.set(node.anchor, 'open');
    const tagged = tagOf(node);
    if (tagged !== undefined) return tagged;
    const located = isMap(node) ? visitMap(node) : isSeq(node) ? visitList(node) : visitScalar(node);
    if (node.anchor !== undefined) anchors.set(node.anchor, located);
    return located;
  }

  /** A tag changes the meaning of a value, so the value is reported and not checked any further. */
  function tagOf({ tag, range }: ParsedNode): LocatedScalar | undefined {
    if (tag === undefined || coreTags.has(tag)) return undefined;
    const start = range[0];
    const written = /!\S*(?=\s+(?:&\S+\s+)?$)/.exec(text.slice(Math.max(0, start - 200), start));
    const from = written === null ? start : Math.max(0, start - 200) + written.index;
    const place = map.range(from, written === null ? range[1] : from + written[0].length);
    diagnostics.push(diagnostic('yaml-tag', { tag: tagName(tag) }, { range: place, help: tagHelp }));
    return { ...nothing(map), range: place, broken: true };
  }

  function visitScalar(node: Scalar.Parsed): LocatedScalar {
    const [from, to] = node.range;
    const raw = text.slice(from, to).trimEnd();
    const { value } = node;
    const range = rangeOf(node);
    if (typeof value === 'string') {
      if (/\p{Cs}/u.test(value)) report('yaml-half-character', {}, node);
      const start = raw.startsWith(value) ? from : raw.startsWith(value, 1) ? from + 1 : undefined;
      const place = start === undefined ? {} : { verbatimFrom: start };
      return { kind: 'scalar', value, written: value, ...place, range, size: 1 };
    }
    if (typeof value === 'number' || typeof value === 'boolean')
      return { kind: 'scalar', value, written: raw, verbatimFrom: from, range, size: 1 };
    return { kind: 'scalar', value: null, written: '', range, size: 1 };
  }

  function visitList(node: YAMLSeq.Parsed): Located {
    const items = node.items.map((item) => visit(item));
    return { kind: 'list', items, range: rangeOf(node), size: total(items) };
  }

  function visitMap(node: YAMLMap.Parsed): Located {
    const entries = new Map<string, LocatedEntry>();
    const merged: Located[] = [];
    for (const { key: keyNode, value: valueNode } of node.items) {
      const key = keyOf(keyNode);
      const value = visit(valueNode);
      if (key === undefined) continue;
      if (key === '<<' && isScalar(keyNode) && keyNode.type === 'PLAIN') {
        merged.push(...mergeSources(value, keyNode));
        continue;
      }
      const earlier = entries.get(key);
      if (earlier !== undefined) report('duplicate-key', { key, line: earlier.key.start.line }, keyNode);
      else if (key === '__proto__') report('reserved-key', { key }, keyNode);
      else entries.set(key, { key: rangeOf(keyNode), value });
    }
    // The mapping's own keys take precedence, then the sources in order.
    for (const source of merged)
      if (source.kind === 'map')
        for (const [key, entry] of source.entries) if (!entries.has(key)) entries.set(key, entry);
    return {
      kind: 'map',
      entries,
      range: rangeOf(node),
      size: total(Array.from(entries.values(), ({ value }) => value)),
    };
  }

  /** Numbers, booleans and null are used as written: in `404: x`, the key is "404". */
  function keyOf(node: ParsedNode | null): string | undefined {
    if (node === null || node.range[1] === node.range[0]) {
      if (node !== null) report('yaml-key', { kind: 'nothing' }, node);
      return undefined;
    }
    const key = visit(node);
    if (key.kind === 'scalar') return key.value === null ? text.slice(node.range[0], node.range[1]) : key.written;
    report('yaml-key', { kind: key.kind === 'map' ? 'a mapping' : 'a list' }, node, braceHelp);
    return undefined;
  }

  function mergeSources(value: Located, key: Ranged): readonly Located[] {
    const sources = value.kind === 'list' ? value.items : [value];
    if (sources.every((source) => source.kind === 'map')) return sources;
    report('yaml-merge', {}, key);
    return [];
  }

  function visitAlias(node: Alias.Parsed): Located {
    const name = node.source;
    const found = anchors.get(name);
    const range = rangeOf(node);
    if (found === undefined) report('yaml-alias', { name }, node, aliasHelp(name, Array.from(anchors.keys())));
    else if (found === 'open') report('yaml-alias-cycle', { name }, node);
    else if (expanded > mostValues) return { ...nothing(map), range, broken: true };
    else if ((expanded += found.size) > mostValues) report('yaml-alias-expansion', { limit: mostValues }, node);
    else return found.kind === 'scalar' ? { ...withoutPlace(found), range } : { ...found, range };
    return { ...nothing(map), range, broken: true };
  }
}

type Ranged = Pick<ParsedNode, 'range'>;

const coreTags = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
);
const braceHelp = 'Text that starts with { or [ must be in double quotes.';

/** An alias that does not exist is usually meant as a pattern that starts with a star. */
function aliasHelp(name: string, anchors: readonly string[]): string {
  const meant = nearest(name, anchors);
  if (meant !== undefined) return `Did you mean \`*${meant}\`?`;
  return `Text that starts with a star must be in double quotes: \`"*${name}"\`.`;
}

function tagName(tag: string): string {
  return tag.replace(/^tag:yaml\.org,2002:/, '!!');
}

function total(values: readonly Located[]): number {
  return values.reduce((sum, { size }) => sum + size, 1);
}

/** The place of an alias is the alias itself, not the text at the anchor. */
function withoutPlace({ kind, value, written, size }: LocatedScalar): Omit<LocatedScalar, 'range' | 'verbatimFrom'> {
  return { kind, value, written, size };
}

function nothing(map: SourceMap): LocatedScalar {
  return { kind: 'scalar', value: null, written: '', range: map.range(0, 0), size: 1 };
}
