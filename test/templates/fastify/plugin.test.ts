import assert from 'node:assert/strict';
import { it } from 'node:test';
import fastify from 'fastify';
import { addPlugin, hookPlugin } from '../../../templates/typescript/fastify/plugin.js';

it('a hook applies to the instance in which its plugin is registered, and comes in order if it is added', async () => {
  const seen: string[] = [];
  const plugin = (name: string): ReturnType<typeof hookPlugin> =>
    hookPlugin(name, (_request, _reply, done) => {
      seen.push(name);
      done();
    });
  const app = fastify();
  void app.register(plugin('registered'));
  addPlugin(app, plugin('added'));
  app.addHook('onRequest', (_request, _reply, done) => {
    seen.push('own');
    done();
  });
  app.get('/', (request, reply) => reply.send(Object.hasOwn(request, 'requestId') || 'requestId' in request));
  const { body } = await app.inject('/');
  assert.equal(body, 'true', 'requests are declared to have an ID');
  assert.deepEqual(seen.toSorted(), ['added', 'own', 'registered']);
  assert.ok(seen.indexOf('added') < seen.indexOf('own'));
  assert.match(app.printPlugins(), /registered/);
  await app.close();
});

it('a plugin names the versions of Fastify for which it is', () => {
  const named = hookPlugin('named', (_request, _reply, done) => {
    done();
  });
  const meta = Object.fromEntries(
    Object.getOwnPropertySymbols(named).map((key) => [key.description, Reflect.get(named, key)]),
  );
  assert.deepEqual(meta['plugin-meta'], { name: 'named', fastify: '5.x' });
});
