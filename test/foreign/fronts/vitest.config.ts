/**
 * How the tests of Hono run: those of its main project, and those of its adapters that only need Node. With
 * `MWGEN_FOREIGN_EVENTS`, each application composes its handlers behind the middleware. What it tells about its routes
 * stays as it is, because tests compare that.
 */
import { join } from 'node:path';

const isBehindFront = process.env['MWGEN_FOREIGN_EVENTS'] !== undefined;
const root = process.cwd();

/** Each text must occur once in the module of the application. */
const replaced = [
  ['if (matchResult[0].length === 1) {', 'if (front === undefined && matchResult[0].length === 1) {'],
  [
    'const composed = compose(matchResult[0], this.errorHandler, this.#notFoundHandler)',
    // A handler alone may return nothing; behind other middleware it may not.
    `const notFound = this.#notFoundHandler
     const alone = async (c) => {
       const res = await matchResult[0][0][0][0](c, async () => { c.res = await notFound(c) })
       if (!c.finalized) c.res = res || await notFound(c)
     }
     const own = front !== undefined && matchResult[0].length === 1
       ? alone
       : compose(matchResult[0], this.errorHandler, notFound)
     const composed = front === undefined ? own : (c) =>
       compose([[[front]]], this.errorHandler, notFound)(c, async () => { await own(c) })`,
  ],
  [
    "import { compose } from './compose'",
    "import { compose } from './compose'; const front = globalThis[Symbol.for('mwgen.front')]",
  ],
] as const;

export default {
  root,
  oxc: { jsx: { runtime: 'automatic', importSource: join(root, 'src/jsx') } },
  plugins: isBehindFront ? [{ name: 'mwgen-front', enforce: 'pre', transform: composeBehindFront }] : [],
  test: {
    globals: true,
    env: { NAME: 'Node' },
    include: ['src/**/(*.)+(spec|test).+(ts|tsx|js)', 'runtime-tests/{node,lambda}/**/*.test.{ts,tsx}'],
    exclude: ['**/node_modules/**', '**/sandbox/**', '**/*.case.test.*'],
    setupFiles: isBehindFront ? [join(import.meta.dirname, 'hono.js')] : [],
  },
};

function composeBehindFront(code: string, id: string): string | undefined {
  if (id !== join(root, 'src/hono-base.ts')) return undefined;
  return replaced.reduce((text, [from, to]) => {
    if (text.split(from).length !== 2) throw new Error(`there is not one ${from} in ${id}`);
    return text.replace(from, () => to);
  }, code);
}
