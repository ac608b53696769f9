/**
 * Messages about a project or a command line, reported by `workspace/` and `commands/`. Each has a command-line test.
 */
import { error, warning } from './message.js';

export const projectMessages = {
  'spec-not-found': error<{ from: string }>(
    ({ from }) => `There is no mwgen.yaml, mwgen.yml or mwgen.json in ${from} or in a folder above it.`,
  ),
  'spec-ambiguous': error<{ folder: string; names: string }>(
    ({ folder, names }) => `${folder} has more than one spec: ${names}.`,
  ),
  'spec-unreadable': error<{ spec: string; reason: string }>(
    ({ spec, reason }) => `${spec} cannot be read: ${reason}.`,
  ),
  'spec-not-utf8': error<{ spec: string; line: number }>(
    ({ spec, line }) => `${spec} is not valid UTF-8 (the first invalid byte is on line ${line}).`,
  ),
  'spec-exists': error<{ spec: string }>(({ spec }) => `${spec} already exists. mwgen never overwrites a spec.`),
  'output-outside': error<{ path: string; leads: string; root: string }>(
    ({ path, leads, root }) => `${path} resolves to ${leads}, which is outside the project (${root}).`,
  ),
  'output-blocked': error<{ path: string; reason: string }>(
    ({ path, reason }) => `${path} cannot be written: ${reason}.`,
  ),
  'output-collision': error<{ path: string; specs: string }>(
    ({ path, specs }) => `${path} is the output folder of more than one spec: ${specs}.`,
  ),
  'file-edited': error<{ path: string }>(({ path }) => `${path} was edited by hand.`),
  'file-conflict': error<{ path: string }>(
    ({ path }) => `${path} has a merge conflict, and not both of its sides are as mwgen generated them.`,
  ),
  'file-foreign': error<{ path: string }>(({ path }) => `${path} was not created by mwgen.`),
  'file-left-edited': warning<{ path: string }>(
    ({ path }) => `${path} is no longer needed, but was edited by hand, so it is left in place.`,
  ),
  'file-changed-meanwhile': error<{ path: string }>(({ path }) => `${path} was changed while mwgen was running.`),
  'write-failed': error<{ path: string; reason: string; written: string }>(
    ({ path, reason, written }) => `${path} could not be written: ${reason}. ${written}`,
  ),
  'hooks-lack': warning<{ path: string; names: string }>(
    ({ path, names }) => `${path} does not export ${names}, which the generated code imports.`,
  ),
  'hooks-conflict': warning<{ path: string }>(({ path }) => `${path} has a merge conflict that has not been resolved.`),
  'hooks-renamed': error<{ path: string; old: string }>(
    ({ path, old }) => `${path} would be created without your code, which is in ${old}.`,
  ),
  'hooks-unused': warning<{ path: string }>(
    ({ path }) => `${path} is no longer called. It is your file, so it is left in place.`,
  ),
  'prettier-config': error<{ detail: string }>(
    ({ detail }) => `The project's Prettier configuration cannot be used: ${detail}`,
  ),
  'tsconfig-unreadable': error<{ path: string; detail: string }>(
    ({ path, detail }) => `${path} cannot be parsed: ${detail}.`,
  ),
  'package-unreadable': error<{ path: string; detail: string }>(
    ({ path, detail }) => `${path} cannot be parsed: ${detail}.`,
  ),
  'settings-unreadable': error<{ path: string; detail: string }>(
    ({ path, detail }) => `${path} cannot be read: ${detail}.`,
  ),
  'language-floor': error<{ path: string; has: string; needs: string }>(
    ({ path, has, needs }) => `${path} allows ${has}, but generated code needs ${needs} or later.`,
  ),
  'compiler-floor': warning<{ path: string; has: string; needs: string }>(
    ({ path, has, needs }) => `${path} compiles for ${has}, but generated code is written for ${needs} or later.`,
  ),
  usage: error<{ detail: string }>(({ detail }) => detail),
  'init-undecided': error<{ what: string; flag: string }>(
    ({ what, flag }) => `${what} Set it with ${flag}, or run this in a terminal to be asked.`,
  ),
} as const;
