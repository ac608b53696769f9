/** Finds how code uses a package to create an application. */

/** Whether code calls the default export of a package, or instantiates one of its classes. Routers do not count. */
export function callsPackage(code: string, name: string): boolean {
  return creations(code, name).some((creation) => new RegExp(creation).test(code));
}

/** The variable that holds an application created with a package, or the property of an object, as `this.app`. */
export function madeObject(code: string, name: string): string | undefined {
  const calls = creations(code, name).map(
    (creation) => `\\s*(?::[^=;]+)?=\\s*(?:await\\s+)?(?:new\\s+(?!new))?${creation}`,
  );
  const first = (declaration: string): string | undefined =>
    calls.map((call) => new RegExp(declaration + call, 'm').exec(code)?.[1]).find((found) => found !== undefined);
  const property = (): string | undefined =>
    first('\\bthis\\.(#?[\\w$]+)') ??
    first('^\\s*(?:(?:public|private|protected|readonly|override)\\s+)*(#?[\\w$]+)[!?]?');
  const variable = first('\\b(?:const|let|var)\\s+([\\w$]+)');
  if (variable !== undefined) return variable;
  const held = /\bclass\b/.test(code) ? property() : undefined;
  if (held === undefined) return undefined;
  const isVariable = new RegExp(`\\b(?:let|var)\\s+${held.replaceAll('$', '\\$')}\\b`).test(code);
  return isVariable ? held : `this.${held}`;
}

/** The parameter for an application that somebody else creates, in a file that exports a plugin for it. */
export function givenObject(code: string, packages: readonly string[]): string | undefined {
  const exported = /(?:\bexports\s*=|\bexport\s+default)\s*(?:async\s+)?(?:function\b[^(]*)?\(\s*([\w$]+)/.exec(
    code,
  )?.[1];
  return exported !== undefined && ['app', 'instance', 'server', ...packages].includes(exported) ? exported : undefined;
}

/** Patterns of calls that create an application. */
function creations(code: string, name: string): string[] {
  const source = `['"]${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}['"]`;
  const whole = new RegExp(
    `\\bimport\\s+(?:\\*\\s*as\\s+)?([\\w$]+)[^;'"]*\\bfrom\\s*${source}|\\b([\\w$]+)\\s*=\\s*(?:await\\s+import|require)\\(\\s*${source}`,
    'g',
  );
  const listed = new RegExp(`\\{([^{}]*)\\}\\s*(?:from\\s*|=\\s*require\\(\\s*)${source}`, 'g');
  const locals = Array.from(code.matchAll(whole), (match) => match[1] ?? match[2] ?? '');
  const classes = Array.from(code.matchAll(listed), (match) => (match[1] ?? '').split(',').map(localName)).flat();
  const call = (local: string, keyword: string): string[] =>
    local === '' ? [] : [`${keyword}(?<![\\w$.])${local.replaceAll('$', '\\$')}\\s*(?:<[^()]*>)?\\(`];
  return [
    ...locals.filter((local) => local !== 'type').flatMap((local) => call(local, '')),
    ...classes.flatMap((local) => call(local, '\\bnew\\s+')),
  ];
}

/** The name that an entry of a list of imports has in the code. */
function localName(entry: string): string {
  return (
    entry
      .trim()
      .split(/\s+as\s+|:\s*/)
      .at(-1) ?? ''
  );
}
