/** Spelling of names in TypeScript, and the names that code must not declare. */
import { NameScope, wordsOf } from '../names.js';
import { ecmaScriptGlobals } from './globals.js';

/** The outermost scope of an output; `globals` are those of its platform. */
export function outermostScope(globals: readonly string[]): NameScope {
  return new NameScope({
    reserved: [...reservedWords, ...ecmaScriptGlobals, ...globals],
    numbered: (name, count) => `${name}${String(count)}`,
  });
}

/** Converts text to camelCase; returns `otherwise` if it contains no ASCII letters or digits. */
export function camelCase(text: string, otherwise: string): string {
  const [first = otherwise, ...rest] = wordsOf(text);
  return [first.replace(/^(?=\d)/, '_'), ...rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('');
}

/** Converts text to PascalCase, for the end of a name. */
export function pascalCase(text: string): string {
  return wordsOf(text)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** Reserved words, including those of types and of strict mode, and `arguments`. */
const reservedWords =
  `abstract any arguments as asserts async await bigint boolean break case catch class const continue
  constructor debugger declare default delete do else enum eval export extends false finally for from function get if implements
  import in infer instanceof interface is keyof let module namespace never new null number object of out override package private
  protected public readonly require return satisfies set static string super switch symbol this throw true try type typeof
  undefined unique unknown using var void while with yield exports`.split(/\s+/);
