/** Messages about the text of a spec. Each has a fixture. */
import { error, warning } from './message.js';
import { characterName, excerpt, quote } from './quote.js';

export const specMessages = {
  // ---- The file as YAML ----
  'spec-empty': error(() => 'The spec is empty.'),
  'spec-too-large': error<{ limit: string }>(({ limit }) => `The spec is larger than ${limit}.`),
  'merge-conflict': error<{ from: number; to: number }>(
    ({ from, to }) => `There is a merge conflict that has not been resolved, from line ${from} to line ${to}.`,
  ),
  'yaml-syntax': error<{ detail: string }>(({ detail }) => `This is not valid YAML: ${detail}`),
  'yaml-control-character': error<{ character: string }>(
    ({ character }) => `YAML cannot contain ${characterName(character)} unescaped.`,
  ),
  'yaml-half-character': error(() => 'This text contains half of a character (an unpaired surrogate).'),
  'yaml-too-deep': error<{ limit: number }>(({ limit }) => `This value is nested more than ${limit} levels deep.`),
  'yaml-documents': error(() => 'A second YAML document starts here, but a spec is a single document.'),
  'yaml-directive': error<{ version: string }>(
    ({ version }) => `The spec is read as YAML 1.2, not as ${excerpt(version)}.`,
  ),
  'yaml-tag': error<{ tag: string }>(({ tag }) => `The YAML tag ${quote(tag)} is not supported in a spec.`),
  'yaml-alias': error<{ name: string }>(({ name }) => `There is no anchor ${quote(`&${name}`)} before this alias.`),
  'yaml-alias-cycle': error<{ name: string }>(
    ({ name }) => `The alias ${quote(`*${name}`)} is inside the value that it refers to.`,
  ),
  'yaml-alias-expansion': error<{ limit: number }>(
    ({ limit }) => `This alias expands the spec to more than ${limit} values.`,
  ),
  'yaml-merge': error(() => 'The value of the merge key `<<` must be a mapping or a list of mappings.'),
  'yaml-key': error<{ kind: string }>(({ kind }) => `A key must be text, not ${kind}.`),
  'duplicate-key': error<{ key: string; line: number }>(
    ({ key, line }) => `Duplicate key ${quote(key)}; it is already on line ${line}.`,
  ),
  'reserved-key': error<{ key: string }>(({ key }) => `${quote(key)} cannot be a key.`),

  // ---- The shape of the spec ----
  'unknown-key': error<{ key: string; where: string }>(({ key, where }) => `Unknown key ${quote(key)} in ${where}.`),
  'missing-key': error<{ key: string; where: string }>(({ key, where }) => `The key "${key}" is missing in ${where}.`),
  'wrong-type': error<{ what: string; expected: string; actual: string }>(
    ({ what, expected, actual }) => `${what} must be ${expected}, not ${actual}.`,
  ),
  'unknown-word': error<{ word: string; what: string }>(
    ({ word, what }) => `${quote(word)} is not a valid value for ${what}.`,
  ),
  'number-range': error<{ what: string; range: string; actual: string }>(
    ({ what, range, actual }) => `${what} must be ${range}, not ${actual}.`,
  ),
  'empty-text': error<{ what: string }>(({ what }) => `${what} must not be empty.`),
  'empty-list': error<{ what: string }>(({ what }) => `${what} must not be empty.`),
  'control-in-text': error<{ what: string; character: string }>(
    ({ what, character }) => `${what} must not contain ${characterName(character)}.`,
  ),
  'duplicate-entry': warning<{ entry: string; line: number }>(
    ({ entry, line }) => `${quote(entry)} is already listed on line ${line}.`,
  ),
  'spec-version': error<{ version: string }>(
    ({ version }) => `This release of mwgen supports spec version 1, not ${excerpt(version)}.`,
  ),

  // ---- Targets ----
  'framework-unknown': error<{ framework: string }>(
    ({ framework }) => `There is no target for the framework ${quote(framework)}.`,
  ),
  'language-unknown': error<{ framework: string; language: string }>(
    ({ framework, language }) => `There is no target for ${quote(framework)} in the language ${quote(language)}.`,
  ),
  'output-path': error<{ output: string; reason: string }>(
    ({ output, reason }) => `The output ${quote(output)} ${reason}.`,
  ),
  'root-path': error<{ root: string; reason: string }>(({ root, reason }) => `The root ${quote(root)} ${reason}.`),
  'output-twice': error<{ output: string; line: number }>(
    ({ output, line }) => `The output ${quote(output)} is already used by the target on line ${line}.`,
  ),
  'output-nested': error<{ output: string; other: string }>(
    ({ output, other }) => `One output is inside another: ${quote(output)} and ${quote(other)}.`,
  ),

  // ---- Middleware ----
  'no-middleware': error(() => 'The spec has no middleware.'),
  'middleware-empty': error<{ name: string }>(({ name }) => `The middleware ${quote(name)} has no features.`),
  'feature-outdented': error<{ key: string; name: string }>(
    ({ key, name }) => `\`${key}\` is a key of a middleware, but stands beside the middleware ${quote(name)}.`,
  ),
  'feature-empty': error<{ feature: string }>(({ feature }) => `\`${feature}\` is on, but has nothing to do.`),
  'name-form': error<{ name: string }>(
    ({ name }) => `The name ${quote(name)} must be in kebab-case, start with a letter and have at most 64 characters.`,
  ),
  'name-reserved': error<{ name: string; reason: string }>(
    ({ name, reason }) => `A middleware cannot be called ${quote(name)}: ${reason}.`,
  ),
  'name-clash': error<{ name: string; other: string; line: number }>(
    ({ name, other, line }) =>
      `${quote(name)} and ${quote(other)} (line ${line}) would have the same name in the generated code.`,
  ),

  // ---- Routes ----
  'pattern-start': error<{ pattern: string }>(
    ({ pattern }) => `The pattern ${quote(pattern)} must start with a slash.`,
  ),
  'pattern-star': error(() => 'The pattern "*" without a slash is only valid in `OPTIONS *`.'),
  'pattern-double-star': error<{ segment: string }>(
    ({ segment }) => `"**" matches whole segments and cannot be part of one, as in ${quote(segment)}.`,
  ),
  'pattern-parameter': error<{ segment: string }>(
    ({ segment }) =>
      `${quote(segment)} is not a valid parameter: a parameter is a whole segment, made of a colon and a name.`,
  ),
  'pattern-character': error<{ character: string }>(
    ({ character }) => `A pattern cannot contain ${characterName(character)} unescaped.`,
  ),
  'pattern-regex': error<{ character: string }>(
    ({ character }) => `${quote(character)} looks like a regular expression, which patterns do not support.`,
  ),
  'pattern-query': error<{ character: string }>(
    ({ character }) => `A pattern is compared with the path only, so nothing after ${quote(character)} can match.`,
  ),
  'pattern-escape': error<{ escape: string }>(({ escape }) => `${quote(escape)} is not a valid percent-encoding.`),
  'pattern-unlikely': warning<{ segment: string; meaning: string }>(
    ({ segment, meaning }) => `${quote(segment)} matches only ${meaning}.`,
  ),
  'method-form': error<{ method: string }>(
    ({ method }) => `${quote(method)} is not a valid method: methods are in upper case.`,
  ),
  'method-unknown': warning<{ method: string }>(({ method }) => `${quote(method)} is not a known HTTP method.`),
  'route-duplicate': warning<{ entry: string; line: number }>(
    ({ entry, line }) => `${quote(entry)} repeats the entry on line ${line}.`,
  ),
  'never-applies': warning<{ what: string }>(
    ({ what }) => `${what} never applies, because \`exclude\` covers all of its routes.`,
  ),
  'route-feature-off': warning<{ feature: string }>(
    ({ feature }) => `This entry names \`${feature}\`, which is off in this middleware.`,
  ),

  // ---- Header names and values ----
  'header-name': error<{ name: string }>(({ name }) => `${quote(name)} is not a valid header name.`),
  'header-framing': error<{ name: string }>(
    ({ name }) => `The header ${quote(name)} belongs to the connection, so middleware cannot change it.`,
  ),
  'header-conflict': error<{ name: string; here: string; there: string; line: number }>(
    ({ name, here, there, line }) =>
      `${quote(name)} is under \`${here}\` here and under \`${there}\` on line ${line}. These contradict each other.`,
  ),
  'header-twice': error<{ name: string; operation: string; line: number }>(
    ({ name, operation, line }) =>
      `${quote(name)} is under \`${operation}\` twice: header names are case-insensitive, and it is already on line ${line}.`,
  ),
  'header-owned': error<{ name: string; owner: string }>(
    ({ name, owner }) => `\`${owner}\` of this middleware already sets the response header ${quote(name)}.`,
  ),
  'header-character': error<{ character: string }>(
    ({ character }) => `A header value cannot contain ${characterName(character)}.`,
  ),
  'header-edge-space': error(() => 'A header value cannot start or end with white space, because HTTP removes it.'),
  'expose-nothing': error(() => '`expose` is on, but this middleware adds no response header that could be exposed.'),
  'metric-name': error<{ name: string }>(({ name }) => `${quote(name)} is not a valid metric name.`),

  // ---- Expressions in values ----
  'expression-open': error(() => 'This expression is not closed.'),
  'expression-brace': error(
    () => 'A fallback cannot contain an opening brace, because the first closing brace ends the expression.',
  ),
  'expression-unknown': error<{ expression: string }>(({ expression }) => `Unknown expression ${quote(expression)}.`),
  'expression-too-early': error<{ expression: string }>(
    ({ expression }) => `${quote(expression)} is not known yet when the request comes in.`,
  ),
  'expression-request-id': error(() => 'This middleware does not assign request IDs.'),
  'value-literal': warning<{ text: string }>(
    ({ text }) => `${quote(text)} is no expression: it is sent as it is written.`,
  ),
  'environment-name': error<{ name: string }>(
    ({ name }) => `${quote(name)} is not a valid name for an environment variable.`,
  ),
  'environment-fallback': error<{ name: string; line: number }>(
    ({ name, line }) => `The environment variable "${name}" has a different fallback on line ${line}.`,
  ),

  // ---- Capture ----
  'capture-no-body': error(() => '`capture` is on, but for neither the request body nor the response body.'),
  'size-form': error<{ text: string }>(({ text }) => `${quote(text)} is not a valid size.`),
  'size-range': error<{ what: string; range: string; text: string }>(
    ({ what, range, text }) => `${what} must be ${range}, not ${excerpt(text)}.`,
  ),
  'status-form': error<{ text: string }>(({ text }) => `${quote(text)} is not a valid status code.`),
  'media-range': error<{ text: string }>(({ text }) => `${quote(text)} is not a valid media type.`),
  'spill-unused': error(() => '`spill` is set, but no body has `overflow: spill`.'),
  'spill-small': error<{ what: string }>(
    ({ what }) =>
      `${what} is smaller than the \`maxBytes\` of a body, so the file would contain less than is kept in memory.`,
  ),
  'memory-limit-small': error(() => '`memoryLimit` is smaller than `maxBytes`, so a full body would not fit.'),
  'json-path': error<{ path: string; reason: string }>(
    ({ path, reason }) => `In the JSON path ${quote(path)}, ${reason}.`,
  ),
} as const;
