import { nowhere } from '../shared/json-paths.js';
import type { JsonPath, JsonPaths, Place } from '../shared/json-paths.js';

/** Finds out which values the names of a form stand for: `user[ssn]`, `user.ssn`, `cards[][number]`, `cards.0.number`. */
export class FormNames {
  readonly #paths: JsonPaths;
  /** The largest number of dots in a key that a path names. */
  readonly #maxDots: number;

  constructor(paths: readonly JsonPath[], map: JsonPaths) {
    this.#paths = map;
    this.#maxDots = Math.max(
      0,
      ...paths.flat().map((step) => (typeof step === 'string' ? step.split('.').length - 1 : 0)),
    );
  }

  /** All places that a decoded name can stand for, or `undefined` if a path ends at one of them. */
  placeOf(name: string): Place | undefined {
    const paths = this.#paths;
    const trimmed = name.trim();
    // Not all parsers of forms know brackets and dots.
    const flat = paths.descend(paths.start, trimmed);
    let place = paths.start;
    for (const part of trimmed.split(/(\[\s*\])|[[\]]/)) {
      const next = this.#part(place, part);
      if (next === undefined) {
        return undefined;
      }
      place = next;
    }
    place = paths.both(place, flat);
    // The same name several times makes a list.
    return place.isHidden || paths.descendToItem(place).isHidden ? undefined : place;
  }

  /** Goes on with what is between two brackets. A dot in it separates two keys, or is part of a key. */
  #part(place: Place, part: string | undefined): Place | undefined {
    const paths = this.#paths;
    if (part === undefined || part === '') {
      return place;
    }
    if (part.startsWith('[')) {
      const item = paths.descendToItem(place);
      return item.isHidden ? undefined : item;
    }
    const keys = part.split('.');
    const places = [place];
    let earlier = nowhere;
    for (const [at, key] of keys.entries()) {
      const here = places[at] ?? nowhere;
      // A wildcard matches a key with any number of dots.
      earlier = paths.both(earlier, here);
      let next = key === '' ? here : nowhere;
      next = paths.both(next, paths.descend(earlier, ''));
      for (let from = Math.max(0, at - this.#maxDots); from <= at; from += 1) {
        next = paths.both(next, paths.descend(places[from] ?? nowhere, keys.slice(from, at + 1).join('.')));
      }
      if (next.isHidden) {
        return undefined;
      }
      places.push(next);
    }
    return places.at(-1);
  }
}
