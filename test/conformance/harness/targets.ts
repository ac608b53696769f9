/** What the suite runs against. A new target is an entry here and an application beside the others. */
import { fileURLToPath } from 'node:url';
import { capabilities, type Capability, type Case } from './case.js';

export interface Target {
  readonly name: string;
  /** The framework's name in a spec; targets of one framework share its generated code. */
  readonly framework: string;
  /** Package that stands in for the framework's own name, where it is not itself. */
  readonly alias?: { readonly name: string; readonly installedAs: string };
  readonly can: readonly Capability[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const expressApp = fileURLToPath(new URL('../apps/express/main.ts', import.meta.url));
const node = [process.execPath, '--expose-gc', '--import', 'tsx'];

export const targets: readonly Target[] = [
  {
    name: 'express5',
    framework: 'express',
    can: capabilities,
    command: [...node, expressApp],
    environment: { NODE_ENV: 'production', CONFORMANCE_EXPRESS: 'express' },
  },
  {
    name: 'express4',
    framework: 'express',
    alias: { name: 'express', installedAs: 'express4' },
    can: capabilities,
    command: [...node, expressApp],
    environment: { NODE_ENV: 'production', CONFORMANCE_EXPRESS: 'express4' },
  },
];

/** Whether a case is run against a target: whether that has what the case needs. */
export function applies(one: Case, target: Target): boolean {
  const needs = one.needs === undefined ? [] : [one.needs].flat();
  const hooked = one.hooks === undefined || one.hooks[target.framework] !== undefined;
  return hooked && needs.every((capability) => target.can.includes(capability));
}
