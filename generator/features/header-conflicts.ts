/** Operations on a header that contradict each other, or that change a header of another feature. */
import { diagnostic } from '../diagnostics/diagnostic.js';
import type { FeatureContext, OwnedHeader, Path } from './feature.js';

/** What a spec asks for, by header names. */
interface NamedOperations {
  readonly remove?: readonly string[] | undefined;
  readonly set?: Readonly<Record<string, unknown>> | undefined;
  readonly default?: Readonly<Record<string, unknown>> | undefined;
  readonly append?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Reports each name that occurs under two operations, or twice under one operation in different case.
 *
 * The only useful combination is `remove` with `append`: it replaces all values with several new ones. All other
 * combinations are mistakes. `set` replaces what `remove` removes, makes `default` pointless, and together with
 * `append` is better written as `remove` and a list. After `remove`, a `default` always applies. And it is unclear
 * whether a value from `append` counts for `default`.
 */
export function checkOperations(
  operations: NamedOperations,
  message: 'request' | 'response',
  context: FeatureContext,
): void {
  const seen = new Map<string, Mention[]>();
  for (const mention of mentions(operations, [...context.path, message])) {
    const lower = mention.name.toLowerCase();
    const earlier = seen.get(lower) ?? [];
    const conflict = earlier.find((one) => contradict(one.operation, mention.operation));
    if (conflict !== undefined) report(mention, conflict, context);
    seen.set(lower, [...earlier, mention]);
    const owned = message === 'response' ? context.ownedHeaders.get(lower) : undefined;
    if (owned !== undefined && !leavesRoomFor(owned, mention.operation)) {
      const help = `Remove it here, or change the header in \`${owned.owner}\`.`;
      context.report(
        diagnostic('header-owned', { name: mention.name, owner: owned.owner }, { help }),
        mention.path,
        mention.part,
      );
    }
  }
}

type Operation = 'remove' | 'set' | 'default' | 'append';

interface Mention {
  readonly name: string;
  readonly operation: Operation;
  readonly path: Path;
  readonly part: 'key' | 'value';
}

function mentions(operations: NamedOperations, base: Path): Mention[] {
  const removed = (operations.remove ?? []).map((name, index): Mention => ({
    name,
    operation: 'remove',
    path: [...base, 'remove', index],
    part: 'value',
  }));
  const written = (['set', 'default', 'append'] as const).flatMap((operation) =>
    Object.keys(operations[operation] ?? {}).map((name): Mention => ({
      name,
      operation,
      path: [...base, operation, name],
      part: 'key',
    })),
  );
  return [...removed, ...written];
}

function contradict(one: Operation, other: Operation): boolean {
  return !(one !== other && [one, other].every((operation) => operation === 'remove' || operation === 'append'));
}

function report(mention: Mention, earlier: Mention, context: FeatureContext): void {
  const { name, operation } = mention;
  const line = context.lineOf(earlier.path, earlier.part);
  const found =
    operation === earlier.operation
      ? diagnostic('header-twice', { name, operation, line }, { help: operation === 'append' ? listHelp : undefined })
      : diagnostic(
          'header-conflict',
          { name, here: operation, there: earlier.operation, line },
          { help: helpFor(operation, earlier.operation) },
        );
  context.report(found, mention.path, mention.part);
}

const listHelp = 'Write the name once, with a list of values.';

function helpFor(one: Operation, other: Operation): string {
  const both = new Set([one, other]);
  if (both.has('remove')) return '`set` alone replaces every earlier value.';
  if (both.has('append') && both.has('set'))
    return 'To replace all values with several new ones, list them under `append` and put the name under `remove`.';
  if (both.has('set'))
    return 'Keep `set` to always use this value, or `default` to use it only if the application sets none.';
  return 'Keep `default` to use this value only if the application sets none, or `append` to add it to the existing values.';
}

/**
 * `Server-Timing` is a list to which the feature only adds, so others can add to it too. All other owned headers have a
 * single value.
 */
function leavesRoomFor(owned: OwnedHeader, operation: Operation): boolean {
  return owned.owner === 'timing.serverTiming' && operation === 'append';
}
