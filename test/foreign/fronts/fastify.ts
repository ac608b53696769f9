/**
 * Registers the middleware on every Fastify instance as soon as there is one, which Fastify tells on a channel of its
 * own.
 */
import { subscribe } from 'node:diagnostics_channel';
import { relative } from 'node:path';
import { Notes } from './events.js';

type Hook = (request: object, reply: object, done: (error?: Error) => void) => void;

interface Instance {
  addHook: (name: string, hook: Hook) => unknown;
}

const output = new URL('./out/index.js', import.meta.url).href;
const { registerMiddleware } = (await import(output)) as {
  registerMiddleware: (app: Instance, options: Notes['options']) => void;
};
const notes = new Notes(relative(process.cwd(), process.argv[1] ?? ''));

subscribe('fastify.initialization', (message) => {
  const { fastify: app } = message as { readonly fastify: Instance };
  const counting: Instance = Object.create(app, {
    addHook: {
      value: (name: string, hook: Hook) =>
        app.addHook(name, (request, reply, done) => {
          notes.request();
          hook(request, reply, done);
        }),
    },
  }) as Instance;
  registerMiddleware(counting, notes.options);
});
