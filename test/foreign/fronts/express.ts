/**
 * Puts the middleware in front of every Express application, where `app.use` would have put it first: after the
 * application has given request and response their prototypes, before its router. The stack of the router stays as it
 * is, because tests count its entries.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { Notes } from './events.js';

interface Router {
  handle: (req: Incoming, res: ServerResponse, done: Next) => void;
}

type Incoming = IncomingMessage & { originalUrl?: string };
type Next = (error?: unknown) => void;

interface Application {
  readonly router: Router;
  handle: (this: Application, req: Incoming, res: ServerResponse, done: Next) => void;
}

const output = new URL('./out/index.js', import.meta.url).href;
const { observability } = (await import(output)) as {
  observability: (options: Notes['options']) => (req: Incoming, res: ServerResponse, next: Next) => void;
};
const load = createRequire(`${process.cwd()}/lib/`);
const prototype = load('./application') as Application;
const { handle } = prototype;
const notes = new Notes();
const middleware = observability(notes.options);
const withFront = new WeakSet<Router>();

prototype.handle = function handleBehindFront(req, res, done) {
  const { router } = this;
  if (!withFront.has(router)) {
    withFront.add(router);
    putInFront(router);
  }
  handle.call(this, req, res, done);
};

function putInFront(router: Router): void {
  const inner = router.handle;
  const behindFront: Router['handle'] = (req, res, done) => {
    notes.request();
    // The router does this before its first middleware.
    req.originalUrl ??= req.url ?? '';
    try {
      middleware(req, res, (error) => {
        if (error === undefined) inner.call(router, req, res, done);
        else done(error);
      });
    } catch (error) {
      done(error);
    }
  };
  Object.defineProperty(router, 'handle', { value: behindFront, configurable: true, writable: true });
}
