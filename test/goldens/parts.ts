/**
 * Takes the text of a generated module apart. A helper that one module uses stands in that module; the goldens store it
 * with the other variants of the helper, so that a change of a helper is not a change of every case.
 */
import { ts } from '#ts-morph';
import { readPython } from '../../generator/languages/python/syntax/read.js';
import { declaredNames } from '../../generator/languages/typescript/specialise/syntax.js';

/** A module without the helpers in it, and the helpers by their places in it. */
export interface Parts {
  readonly own: string;
  readonly helpers: ReadonlyMap<string, string>;
}

/** Marks a place: the source of the helper, and a number if its declarations do not all stand together. */
const marker = /^(?:\/\/|#)@ (\S+)\n/gm;

/** `sourceOf` tells the source of the helper that declares a name, unless it is the module itself. */
export function takeApart(path: string, text: string, sourceOf: (name: string) => string | undefined): Parts {
  const sign = path.endsWith('.py') ? '#' : '//';
  const helpers = new Map<string, string>();
  let own = '';
  let at = 0;
  /** Where the declarations just read stand. */
  let place = '';
  for (const { names, end } of statementsOf(path, text)) {
    const source = names.map(sourceOf).find((one) => one !== undefined);
    const part = text.slice(at, end);
    at = end;
    if (source === undefined) {
      own += part;
      place = '';
    } else if (place !== '' && helperAt(place) === source) helpers.set(place, (helpers.get(place) ?? '') + part);
    else {
      place = source;
      for (let number = 2; helpers.has(place); number += 1) place = `${source}:${String(number)}`;
      helpers.set(place, part);
      own += `${sign}@ ${place}\n`;
    }
  }
  return { own: own + text.slice(at), helpers };
}

/** The source of the helper at a place. */
export function helperAt(place: string): string {
  return place.replace(/:\d+$/, '');
}

/** The text of the module. */
export function putTogether({ own, helpers }: Parts): string {
  return own.replaceAll(marker, (_, place: string) => {
    const text = helpers.get(place);
    if (text === undefined) throw new Error(`There is no text for ${place}.`);
    return text;
  });
}

/** The names that a module declares. */
export function namesIn(path: string, text: string): string[] {
  return statementsOf(path, text).flatMap(({ names }) => names);
}

interface Statement {
  readonly names: readonly string[];
  /** The start of the line behind it. */
  readonly end: number;
}

function statementsOf(path: string, text: string): Statement[] {
  const lineBehind = (position: number): number => {
    const end = text.indexOf('\n', position);
    return end === -1 ? text.length : end + 1;
  };
  if (path.endsWith('.py')) {
    return readPython(text).tree.body.map((statement) => ({
      names:
        statement.type === 'FunctionDef' || statement.type === 'ClassDef'
          ? [statement.name.text]
          : statement.type === 'Assign'
            ? statement.targets.flatMap((target) => (target.type === 'Name' ? [target.id] : []))
            : statement.type === 'AnnAssign' && statement.target.type === 'Name'
              ? [statement.target.id]
              : [],
      end: lineBehind(statement.end),
    }));
  }
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  return file.statements.map((statement) => ({ names: declaredNames(statement), end: lineBehind(statement.getEnd()) }));
}
