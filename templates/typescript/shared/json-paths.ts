/** A key in lower case, or a wildcard in a list: `['*']` matches any single key or index, `['**']` any number of levels. */
export type JsonStep = string | readonly string[];

export type JsonPath = readonly JsonStep[];

/** How far all paths have matched at one place of a document. */
export interface Place {
  /** One bit for each step of each path, and one for its end. Empty if no path has matched. */
  readonly bits: readonly number[];
  /** Whether a path ends here. */
  readonly isHidden: boolean;
  /** Whether a path can end below without naming another key. */
  readonly isOpen: boolean;
  /** The places of keys below; `undefined` stands for all keys that no path names. */
  readonly next: Map<string | undefined, Place>;
}

/** The place of values that no path reaches. */
export const nowhere: Place = { bits: [], isHidden: false, isOpen: false, next: new Map() };

const wordSize = 32;

/** Maximum number of places that are kept. The paths limit their number too, but it can be large. */
const maxPlaces = 1000;

/**
 * Follows all paths through a document at once. The work for one key depends on the paths alone, so the time for a
 * document is linear in its length.
 */
export class JsonPaths {
  readonly start: Place;
  /** The steps that a key goes past, by key. All keys that no path names go past `#any`. */
  readonly #named = new Map<string, number[]>();
  readonly #any: number[];
  readonly #rest: number[];
  readonly #ends: number[];
  readonly #open: number[];
  /** The steps that some index goes past. */
  readonly #indices: number[];
  readonly #places = new Map<string, Place>();

  constructor(paths: readonly JsonPath[]) {
    // `**.**` means the same as `**`.
    const lists = paths.map((path) => path.filter((step, at) => !isRest(step) || !isRest(path[at + 1])));
    const size = lists.reduce((sum, steps) => sum + steps.length + 1, 0);
    const noBits = Array.from({ length: Math.ceil(size / wordSize) }, () => 0);
    const start = [...noBits];
    this.#any = [...noBits];
    this.#rest = [...noBits];
    this.#ends = [...noBits];
    this.#open = [...noBits];
    let bit = 0;
    for (const steps of lists) {
      setBit(start, bit);
      const lastKey = steps.map(isKey).lastIndexOf(true);
      for (const [at, step] of steps.entries()) {
        if (at > lastKey) {
          setBit(this.#open, bit);
        }
        if (typeof step === 'string') {
          const named = this.#named.get(step) ?? [...noBits];
          setBit(named, bit);
          this.#named.set(step, named);
        } else {
          setBit(isRest(step) ? this.#rest : this.#any, bit);
        }
        bit += 1;
      }
      setBit(this.#ends, bit);
      bit += 1;
    }
    this.#indices = [...this.#any];
    for (const [name, named] of this.#named) {
      addBits(named, this.#any);
      if (isIndex(name)) {
        addBits(this.#indices, named);
      }
    }
    this.start = this.#past(start, noBits, start);
  }

  /** The place of the value of a key. */
  descend(place: Place, key: string): Place {
    if (place === nowhere) {
      return nowhere;
    }
    const lower = key.toLowerCase();
    const named = this.#named.get(lower);
    const name = named === undefined ? undefined : lower;
    const known = place.next.get(name);
    if (known !== undefined) {
      return known;
    }
    const next = this.#past(place.bits, named ?? this.#any, this.#rest);
    if (this.#places.size < maxPlaces) {
      place.next.set(name, next);
    }
    return next;
  }

  /** The place of an item whose index is not known. */
  descendToItem(place: Place): Place {
    return this.#past(place.bits, this.#indices, this.#rest);
  }

  /** The place where all paths match that match at one of both. */
  both(one: Place, other: Place): Place {
    if (one === nowhere || other === nowhere) {
      return one === nowhere ? other : one;
    }
    return this.#place(one.bits.map((bits, word) => bits | (other.bits[word] ?? 0)));
  }

  /** Goes past the steps in `moving`, and keeps those in `staying`. */
  #past(place: readonly number[], moving: readonly number[], staying: readonly number[]): Place {
    const next: number[] = [];
    let moved = 0;
    let skipped = 0;
    for (const [word, bits] of place.entries()) {
      const past = bits & (moving[word] ?? 0);
      // A bit that leaves its word is the first of the next word.
      const reached = (bits & (staying[word] ?? 0)) | (past << 1) | moved | skipped;
      moved = past >>> (wordSize - 1);
      // `**` can match zero levels.
      const optional = reached & (this.#rest[word] ?? 0);
      skipped = optional >>> (wordSize - 1);
      next.push(reached | (optional << 1));
    }
    return this.#place(next);
  }

  #place(bits: readonly number[]): Place {
    if (bits.every((word) => word === 0)) {
      return nowhere;
    }
    const id = bits.join();
    const known = this.#places.get(id);
    if (known !== undefined) {
      return known;
    }
    const place = {
      bits,
      isHidden: haveCommonBit(bits, this.#ends),
      isOpen: haveCommonBit(bits, this.#open),
      next: new Map<string | undefined, Place>(),
    };
    if (this.#places.size < maxPlaces) {
      this.#places.set(id, place);
    }
    return place;
  }
}

/** The last key of each path that names one: without it, no value below is redacted. */
export function decisiveKeys(paths: readonly JsonPath[]): readonly string[] {
  return paths.flatMap((path) => path.filter(isKey).slice(-1));
}

function isKey(step: JsonStep): step is string {
  return typeof step === 'string' && !isIndex(step);
}

function haveCommonBit(bits: readonly number[], others: readonly number[]): boolean {
  return bits.some((word, index) => (word & (others[index] ?? 0)) !== 0);
}

function isRest(step: JsonStep | undefined): boolean {
  return typeof step === 'object' && step[0] === '**';
}

function isIndex(key: string): boolean {
  return /^\d+$/.test(key);
}

function setBit(words: number[], bit: number): void {
  const word = Math.floor(bit / wordSize);
  words[word] = (words[word] ?? 0) | (1 << (bit % wordSize));
}

function addBits(words: number[], bits: readonly number[]): void {
  for (const [word, more] of bits.entries()) {
    words[word] = (words[word] ?? 0) | more;
  }
}
