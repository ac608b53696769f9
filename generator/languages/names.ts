/**
 * Names that the text of a spec suggests: a header, a variable of the environment, the name of a middleware. While code is
 * printed, such a name is a symbol, which no other code can hold. What it is called is settled when all code is there: a
 * name that nothing else has in the places where the symbol stands.
 */

/** What a language says of names. */
export interface NameRules {
  /** What no code may declare: words of the language, and what it has everywhere. */
  readonly reserved: Iterable<string>;
  /** What stands in for a name that is taken. */
  readonly numbered: (name: string, count: number) => string;
}

/** The names of one stretch of code; those of the scopes around it and inside of it are taken too. */
export class NameScope {
  readonly #rules: NameRules;
  readonly #parent: NameScope | undefined;
  readonly #children: NameScope[] = [];
  readonly #names = new Set<string>();

  /** The outermost scope of a language. */
  constructor(rules: NameRules, parent?: NameScope) {
    this.#rules = rules;
    this.#parent = parent;
    if (parent === undefined) this.take(rules.reserved);
  }

  /** A scope inside of this one. What two scopes beside each other hold does not concern either. */
  child(): NameScope {
    const child = new NameScope(this.#rules, this);
    this.#children.push(child);
    return child;
  }

  /** Notes what the code of this scope declares, imports, or takes from elsewhere. */
  take(names: Iterable<string>): void {
    for (const name of names) this.#names.add(name);
  }

  /** The first of the wishes that is free, else the last with a number; it is taken from now on. */
  allocate(...wishes: readonly [string, ...string[]]): string {
    return allocateIn([this], wishes);
  }

  isFree(name: string): boolean {
    return this.#isFreeOutside(name) && this.#isFreeInside(name);
  }

  numbered(name: string, count: number): string {
    return this.#rules.numbered(name, count);
  }

  #isFreeOutside(name: string): boolean {
    for (let scope = this.#parent; scope !== undefined; scope = scope.#parent) {
      if (scope.#names.has(name)) return false;
    }
    return true;
  }

  #isFreeInside(name: string): boolean {
    return !this.#names.has(name) && this.#children.every((child) => child.#isFreeInside(name));
  }
}

/** The same for something that has one name in several scopes, such as a function that one module exports to another. */
export function allocateIn(scopes: readonly NameScope[], wishes: readonly [string, ...string[]]): string {
  const isFree = (name: string): boolean => scopes.every((scope) => scope.isFree(name));
  const last = wishes[wishes.length - 1] ?? wishes[0];
  let name = wishes.find(isFree);
  for (let count = 2; name === undefined; count += 1) {
    const numbered = scopes[0]?.numbered(last, count) ?? last;
    if (isFree(numbered)) name = numbered;
  }
  for (const scope of scopes) scope.take([name]);
  return name;
}

/** Gives out the symbols of one output. */
export class Symbols {
  #count = 0;

  /** An identifier that stands for something until it is named, by the first of these wishes that is free. */
  symbol(...wishes: readonly [string, ...string[]]): string {
    const wrong = wishes.find((wish) => !/^(?!.*__)[a-z_][a-z\d_]*(?<!_)$/i.test(wish));
    if (wrong !== undefined) throw new Error(`"${wrong}" is no name that a symbol can ask for.`);
    this.#count += 1;
    return ['', String(this.#count), ...wishes].join('__');
  }
}

/** What a symbol would be called; `undefined` for any other identifier. */
export function wishesOf(identifier: string): readonly [string, ...string[]] | undefined {
  const [, wishes] = /^__\d+__(.+)$/.exec(identifier) ?? [];
  const [first, ...others] = wishes?.split('__') ?? [];
  return first === undefined ? undefined : [first, ...others];
}

/** Symbols in the order in which they were given out, which is the order in which they are named. */
export function inOrder(symbols: Iterable<string>): string[] {
  const number = (symbol: string): number => Number.parseInt(symbol.slice(2), 10);
  return Array.from(symbols).sort((a, b) => number(a) - number(b));
}

/** The words of any text, for a language to spell: letters and digits of ASCII, in lower case. */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}
