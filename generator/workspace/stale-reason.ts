/** Why a file is stale, as far as the cache shows. */
import type { Build } from './build-fingerprint.js';
import type { Memory } from './cache.js';
import { changedInputs, type SettingsInputs } from './settings-inputs.js';
import { shownPath } from './shown-path.js';

export type StaleReason =
  | { readonly kind: 'spec' }
  | { readonly kind: 'settings'; /** relative to the working directory */ readonly files: readonly string[] }
  | { readonly kind: 'generator'; readonly from: string; readonly to: string }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'unknown' };

export interface Now {
  readonly cwd: string;
  readonly specHash: string;
  readonly inputs: SettingsInputs;
  readonly build: Build;
}

/** What has changed since everything was last up to date; `unknown` without a cache. */
export function staleReasons(
  memory: Memory | undefined,
  { cwd, specHash, inputs, build }: Now,
): readonly StaleReason[] {
  if (memory === undefined) return [{ kind: 'unknown' }];
  const reasons: StaleReason[] = [];
  if (memory.spec !== specHash) reasons.push({ kind: 'spec' });
  const files = changedInputs(memory.inputs, inputs).map((path) => shownPath(cwd, path));
  if (files.length > 0) reasons.push({ kind: 'settings', files });
  if (memory.build.fingerprint !== build.fingerprint) {
    reasons.push({ kind: 'generator', from: memory.build.version, to: build.version });
  }
  if (reasons.length === 0) return [memory.conclusive ? { kind: 'unknown' } : { kind: 'settings', files: [] }];
  return reasons;
}

/** The reason as text, to be shown after a file name. */
export function reasonText(reason: StaleReason): string {
  switch (reason.kind) {
    case 'spec':
      return 'the spec changed';
    case 'settings':
      return reason.files.length === 0 ? 'a setting changed' : `a setting changed: ${reason.files.join(', ')}`;
    case 'generator':
      return reason.from === reason.to ? 'mwgen changed' : `mwgen changed: ${reason.from} -> ${reason.to}`;
    case 'conflict':
      return 'it has a merge conflict';
    case 'unknown':
      return 'not what mwgen generates from this spec now';
  }
}
