import type { FastifyInstance, FastifyPluginCallback, onRequestHookHandler } from 'fastify';
import { facts } from '../facts.js';

/** An instance, whatever the types of its server, its logger and its type provider. */
export interface Instance {
  addHook(name: 'onRequest', hook: onRequestHookHandler): unknown;
}

/**
 * Makes a plugin that adds a hook. Like those of the package `fastify-plugin`, it applies to the instance in which it is
 * registered, and not to a child of its own.
 */
export function hookPlugin(name: string, hook: onRequestHookHandler): FastifyPluginCallback {
  const plugin: FastifyPluginCallback = (app, _options, done) => {
    if (facts.assignsIds && !app.hasRequestDecorator('requestId')) {
      app.decorateRequest('requestId');
    }
    app.addHook('onRequest', hook);
    done();
  };
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: name,
    [Symbol.for('plugin-meta')]: { name, fastify: '5.x' },
  });
}

/** Adds a plugin at once. With `register`, its hook would come after those that the application adds in the meantime. */
export function addPlugin(app: Instance, plugin: FastifyPluginCallback): void {
  plugin(app as FastifyInstance, {}, () => undefined);
}
