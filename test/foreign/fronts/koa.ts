/**
 * Puts the middleware in front of every Koa application, where `app.use` would have put it first. The list of
 * middleware stays as it is, because tests compare it.
 */
import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { Notes } from './events.js';

type Middleware = (context: object, next: () => Promise<void>) => Promise<void>;
type Composed = (context: object) => Promise<void>;

interface Application {
  handleRequest: (this: Application, context: object, composed: Composed) => unknown;
}

const output = new URL('./out/index.js', import.meta.url).href;
const { observability } = (await import(output)) as { observability: (options: Notes['options']) => Middleware };
const load = createRequire(`${process.cwd()}/lib/`);
const { prototype } = load('./application') as { readonly prototype: Application };
const { handleRequest } = prototype;
const notes = new Notes(relative(process.cwd(), process.argv[1] ?? ''));
const middleware = observability(notes.options);

prototype.handleRequest = function handleBehindFront(context, composed) {
  return handleRequest.call(this, context, () => {
    notes.request();
    return middleware(context, () => composed(context));
  });
};
