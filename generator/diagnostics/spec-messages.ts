/** Messages about the text of a spec. Each has a fixture. */
import { error, warning } from './message.js';
import { characterName, excerpt, quote } from './quote.js';

export const specMessages = {
  // ---- The file as YAML ----
  'spec-empty': error(() => 'The spec is empty.'),
  'spec-too-large': error<{ limit: string }>(({ limit }) => `The spec is larger than ${limit}.`),
  'yaml-syntax': error<{ detail: string }>(({ detail }) => `This is not valid YAML: ${detail}`),
  'yaml-control-character': error<{ character: string }>(
    ({ character }) => `YAML text cannot hold ${characterName(character)} as it stands.`,
  ),
  'yaml-half-character': error(() => 'This text holds half of a character (an unpaired surrogate).'),
  'yaml-too-deep': error<{ limit: number }>(({ limit }) => `This is nested more than ${limit} levels deep.`),
  'yaml-documents': error(() => 'A second YAML document begins here; a spec is one document.'),
  'yaml-directive': error<{ version: string }>(
    ({ version }) => `The spec is read as YAML 1.2, not as ${excerpt(version)}.`,
  ),
  'yaml-tag': error<{ tag: string }>(({ tag }) => `The YAML tag ${quote(tag)} means nothing in a spec.`),
  'yaml-alias': error<{ name: string }>(({ name }) => `No anchor ${quote(`&${name}`)} stands before this alias.`),
  'yaml-alias-cycle': error<{ name: string }>(
    ({ name }) => `The alias ${quote(`*${name}`)} stands inside what it refers to.`,
  ),
  'yaml-alias-expansion': error<{ limit: number }>(
    ({ limit }) => `Written out, this alias makes the spec larger than ${limit} values.`,
  ),
  'yaml-merge': error(() => 'A merge key `<<` takes a mapping, or a list of mappings.'),
  'yaml-key': error<{ kind: string }>(({ kind }) => `A key is text, not ${kind}.`),
  'duplicate-key': error<{ key: string; line: number }>(
    ({ key, line }) => `The key ${quote(key)} stands here a second time; it is on line ${line} already.`,
  ),
  'reserved-key': error<{ key: string }>(({ key }) => `${quote(key)} cannot be a key.`),

  // ---- The shape of the spec ----
  'unknown-key': error<{ key: string; where: string }>(({ key, where }) => `Unknown key ${quote(key)} in ${where}.`),
  'missing-key': error<{ key: string; where: string }>(({ key, where }) => `The key "${key}" is missing in ${where}.`),
  'wrong-type': error<{ what: string; expected: string; actual: string }>(
    ({ what, expected, actual }) => `${what} must be ${expected}, not ${actual}.`,
  ),
  'unknown-word': error<{ word: string; what: string }>(
    ({ word, what }) => `${quote(word)} is no possible value of ${what}.`,
  ),
  'number-range': error<{ what: string; range: string; actual: string }>(
    ({ what, range, actual }) => `${what} must be ${range}, not ${actual}.`,
  ),
  'empty-text': error<{ what: string }>(({ what }) => `${what} must not be empty.`),
  'empty-list': error<{ what: string }>(({ what }) => `${what} must list something.`),
  'control-in-text': error<{ what: string; character: string }>(
    ({ what, character }) => `${what} must not hold ${characterName(character)}.`,
  ),
  'duplicate-entry': warning<{ entry: string; line: number }>(
    ({ entry, line }) => `${quote(entry)} is listed already, on line ${line}.`,
  ),
  'spec-version': error<{ version: string }>(
    ({ version }) => `This mwgen reads specs of version 1, not ${excerpt(version)}.`,
  ),

  // ---- Targets ----
  'framework-unknown': error<{ framework: string }>(
    ({ framework }) => `There is no target for the framework ${quote(framework)}.`,
  ),
  'output-path': error<{ output: string; reason: string }>(
    ({ output, reason }) => `The output ${quote(output)} ${reason}.`,
  ),
  'output-twice': error<{ output: string; line: number }>(
    ({ output, line }) => `The output ${quote(output)} belongs to the target on line ${line} already.`,
  ),
  'output-nested': error<{ output: string; other: string }>(
    ({ output, other }) => `One output lies inside another: ${quote(output)} and ${quote(other)}.`,
  ),

  // ---- Middleware ----
  'no-middleware': error(() => 'The spec has no middleware.'),
  'middleware-empty': error<{ name: string }>(
    ({ name }) => `The middleware ${quote(name)} has no feature switched on.`,
  ),
  'feature-empty': error<{ feature: string }>(({ feature }) => `\`${feature}\` is on, but has nothing to do.`),
  'name-form': error<{ name: string }>(
    ({ name }) =>
      `A middleware's name is kebab-case, beginning with a letter, at most 64 characters: not ${quote(name)}.`,
  ),
  'name-reserved': error<{ name: string; reason: string }>(
    ({ name, reason }) => `A middleware cannot be called ${quote(name)}: ${reason}.`,
  ),
  'name-clash': error<{ name: string; other: string; line: number }>(
    ({ name, other, line }) =>
      `${quote(name)} and ${quote(other)} (line ${line}) would have the same name in the generated code.`,
  ),

  // ---- Routes ----
  'pattern-start': error<{ pattern: string }>(({ pattern }) => `A pattern begins with a slash: not ${quote(pattern)}.`),
  'pattern-star': error(() => 'The pattern "*" alone is the target of an `OPTIONS *` request, and of nothing else.'),
  'pattern-double-star': error<{ segment: string }>(
    ({ segment }) => `"**" stands for whole segments and cannot be a part of one, as in ${quote(segment)}.`,
  ),
  'pattern-parameter': error<{ segment: string }>(
    ({ segment }) => `${quote(segment)} is no parameter: a parameter is a whole segment, a colon and a name.`,
  ),
  'pattern-character': error<{ character: string }>(
    ({ character }) => `A pattern cannot hold ${characterName(character)} as it stands.`,
  ),
  'pattern-regex': error<{ character: string }>(
    ({ character }) => `${quote(character)} looks like a regular expression, and patterns have none.`,
  ),
  'pattern-query': error<{ character: string }>(
    ({ character }) => `A pattern is matched with the path alone, so nothing after ${quote(character)} could match.`,
  ),
  'pattern-escape': error<{ escape: string }>(({ escape }) => `${quote(escape)} is no valid percent-encoding.`),
  'method-form': error<{ method: string }>(({ method }) => `${quote(method)} is no method: methods are in upper case.`),
  'method-unknown': warning<{ method: string }>(({ method }) => `${quote(method)} is no method that is in use.`),
  'route-duplicate': warning<{ entry: string; line: number }>(
    ({ entry, line }) => `${quote(entry)} says again what line ${line} says.`,
  ),
  'route-feature-off': warning<{ feature: string }>(
    ({ feature }) => `This entry is about \`${feature}\`, which this middleware does not have.`,
  ),

  // ---- Header names and values ----
  'header-name': error<{ name: string }>(({ name }) => `${quote(name)} is no valid header name.`),
  'header-framing': error<{ name: string }>(
    ({ name }) => `The header ${quote(name)} belongs to the connection, and a middleware must leave it alone.`,
  ),
  'header-conflict': error<{ name: string; here: string; there: string; line: number }>(
    ({ name, here, there, line }) =>
      `${quote(name)} is under \`${here}\` here and under \`${there}\` on line ${line}, which contradict each other.`,
  ),
  'header-twice': error<{ name: string; operation: string; line: number }>(
    ({ name, operation, line }) =>
      `${quote(name)} is under \`${operation}\` twice: a header's name has no case, and it is on line ${line} already.`,
  ),
  'header-owned': error<{ name: string; owner: string }>(
    ({ name, owner }) => `\`${owner}\` of this middleware puts the header ${quote(name)} on the response already.`,
  ),
  'header-character': error<{ character: string }>(
    ({ character }) => `A header's value cannot hold ${characterName(character)}.`,
  ),
  'header-edge-space': error(() => "A header's value cannot begin or end with white space: HTTP drops it."),
  'expose-nothing': error(
    () => '`expose` is on, but this middleware puts no header on a response that could be exposed.',
  ),
  'metric-name': error<{ name: string }>(({ name }) => `${quote(name)} is no valid metric name.`),

  // ---- Expressions in values ----
  'expression-open': error(() => 'This expression is not closed.'),
  'expression-brace': error(
    () => 'A fallback cannot hold an opening brace: the first closing one ends the expression.',
  ),
  'expression-unknown': error<{ expression: string }>(
    ({ expression }) => `There is no expression ${quote(expression)}.`,
  ),
  'expression-too-early': error<{ expression: string }>(
    ({ expression }) => `${quote(expression)} is not known yet when a request comes in.`,
  ),
  'expression-request-id': error(() => 'This middleware gives requests no id.'),
  'environment-name': error<{ name: string }>(({ name }) => `${quote(name)} is no name of an environment variable.`),
  'environment-fallback': error<{ name: string; line: number }>(
    ({ name, line }) => `The environment variable "${name}" has another fallback on line ${line}.`,
  ),

  // ---- Capture ----
  'capture-no-body': error(() => '`capture` is on for neither body.'),
  'size-form': error<{ text: string }>(({ text }) => `${quote(text)} is no size.`),
  'size-range': error<{ what: string; range: string; text: string }>(
    ({ what, range, text }) => `${what} must be ${range}, not ${excerpt(text)}.`,
  ),
  'status-form': error<{ text: string }>(({ text }) => `${quote(text)} is no status.`),
  'media-range': error<{ text: string }>(({ text }) => `${quote(text)} is no media type.`),
  'spill-unused': error(() => '`spill` is set, but no body has `overflow: spill`.'),
  'spill-small': error(
    () => "`spill.maxBytes` is smaller than a body's own `maxBytes`, so the file would hold less than memory.",
  ),
  'memory-limit-small': error(() => '`memoryLimit` is smaller than `maxBytes`: one full body would not fit.'),
  'json-path': error<{ path: string; reason: string }>(
    ({ path, reason }) => `In the JSON path ${quote(path)}, ${reason}.`,
  ),
} as const;
