/** Chooses mutants at random, spread over all helpers. */
import { createHash } from 'node:crypto';
import { Random } from '../redaction/random.js';
import type { Mutant } from './mutants.js';

/**
 * Puts mutants into an order in which the first ones, however many, are spread over all helpers: one of each, and the
 * rest in proportion to what there is in a helper.
 */
export function shuffled(mutants: readonly Mutant[], seed: number): Mutant[] {
  const files = Array.from(new Set(mutants.map(({ file }) => file)));
  const placed = files.flatMap((file) => {
    // Each helper has a seed of its own, so that a change in one does not change what is chosen of the others.
    const random = new Random(createHash('sha256').update(`${seed} ${file}`).digest().readUInt32LE());
    const own = mutants.filter((mutant) => mutant.file === file);
    const order = own.map((mutant) => ({ mutant, at: random.next() })).sort((left, right) => left.at - right.at);
    return order.map(({ mutant }, index) => ({
      mutant,
      at: index === 0 ? random.next() / 1e6 : (index + random.next()) / own.length,
    }));
  });
  return placed.sort((left, right) => left.at - right.at).map(({ mutant }) => mutant);
}
