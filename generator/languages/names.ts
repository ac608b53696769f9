/**
 * Names for generated code that are derived from text of the spec, such as a header, an environment variable or the
 * name of a middleware. While code is printed, a symbol takes the place of such a name. The actual name is chosen when
 * all code is complete, so that it does not collide with another name in any scope where the symbol is used.
 */

/** The rules of a language for names. */
export interface NameRules {
  /** Names that code must not declare: keywords and built-ins. */
  readonly reserved: Iterable<string>;
  /** The replacement for a name that is taken. */
  readonly numbered: (name: string, count: number) => string;
}

/** The names of one scope. Names of parent and child scopes count as taken as well. */
export class NameScope {
  readonly #rules: NameRules;
  readonly #parent: NameScope | undefined;
  readonly #children: NameScope[] = [];
  readonly #names = new Set<string>();

  /** Creates the outermost scope of a language, or a child scope. */
  constructor(rules: NameRules, parent?: NameScope) {
    this.#rules = rules;
    this.#parent = parent;
    if (parent === undefined) this.take(rules.reserved);
  }

  /** Creates a child scope. Sibling scopes do not affect each other. */
  child(): NameScope {
    const child = new NameScope(this.#rules, this);
    this.#children.push(child);
    return child;
  }

  /** Marks names that the code of this scope declares, imports or refers to as taken. */
  take(names: Iterable<string>): void {
    for (const name of names) this.#names.add(name);
  }

  /** Returns the first free name among the wishes, or else the last wish with a number, and marks it as taken. */
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

/**
 * Like {@link NameScope.allocate}, for a name that must be the same in several scopes, such as that of an exported
 * function.
 */
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

/** Creates the symbols of one output. */
export class Symbols {
  #count = 0;

  /** Creates a symbol, which will be given the first free name among the wishes. */
  symbol(...wishes: readonly [string, ...string[]]): string {
    const wrong = wishes.find((wish) => !/^(?!.*__)[a-z_][a-z\d_]*(?<!_)$/i.test(wish));
    if (wrong !== undefined) throw new Error(`"${wrong}" is not a valid name for a symbol.`);
    this.#count += 1;
    return ['', String(this.#count), ...wishes].join('__');
  }
}

/** The wishes of a symbol; `undefined` if the identifier is not a symbol. */
export function wishesOf(identifier: string): readonly [string, ...string[]] | undefined {
  const [, wishes] = /^__\d+__(.+)$/.exec(identifier) ?? [];
  const [first, ...others] = wishes?.split('__') ?? [];
  return first === undefined ? undefined : [first, ...others];
}

/** Sorts symbols by creation. They are named in this order. */
export function inOrder(symbols: Iterable<string>): string[] {
  const number = (symbol: string): number => Number.parseInt(symbol.slice(2), 10);
  return Array.from(symbols).sort((a, b) => number(a) - number(b));
}

/** Splits text into words of ASCII letters and digits, in lower case. */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}
