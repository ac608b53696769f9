/** Media types as listed in `capture.contentTypes`. */
import { diagnostic } from '../diagnostics/diagnostic.js';
import { type Checked, problem } from '../diagnostics/problem.js';

/** Parses `type/subtype`, `type/*`, `*\/*` or `type/*+suffix`. The result is in lower case. */
export function parseMediaRange(text: string): Checked<string> {
  if (mediaRange.test(text)) return { value: text.toLowerCase() };
  return problem(diagnostic('media-range', { text }, { help: helpFor(text) }), 0, text.length);
}

const name = '[!#$&^_.+0-9A-Za-z-]+';
const mediaRange = new RegExp(String.raw`^(?:\*/\*|${name}/(?:\*(?:\+${name})?|${name}))$`);

function helpFor(text: string): string {
  if (text === '*') return 'Write `*/*` for every type.';
  if (text.includes(';')) return 'Remove the parameters: they are ignored when types are compared.';
  return 'Write a type such as `application/json`, `text/*`, `application/*+json` or `*/*`.';
}
