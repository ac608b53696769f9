import { follow } from '../spec/located.js';
import { outputBelow } from '../spec/read-targets.js';
import { readDocument } from '../spec/read-document.js';

/** The output folders in the text of a spec, relative to its own, also if other parts of it have errors. */
export function askedOutputs(text: string): readonly string[] {
  const { root } = readDocument(text);
  const base = root === undefined ? undefined : follow(root, ['root']);
  const below = base?.complete === true && base.value.kind === 'scalar' ? base.value.written : '.';
  const targets = root === undefined ? undefined : follow(root, ['targets']);
  if (targets?.complete !== true || targets.value.kind !== 'list') return [];
  return targets.value.items.flatMap((target) => {
    const { value, complete } = follow(target, ['output']);
    return complete && value.kind === 'scalar' ? [outputBelow(below, value.written)] : [];
  });
}
