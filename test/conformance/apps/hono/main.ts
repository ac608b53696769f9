/** The Hono application of the suite, with Hono's adapter for Node. */
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { mount as mountApp } from 'hono/mount';
import { serve } from '../node/control.js';
import { addExtra } from './extras.js';
import { addRoutes } from './routes.js';

serve((lab, register) => {
  const app = new Hono();
  const { before = [], after = [], mount = 'app', prefixed = false, errorPage = false } = lab.settings;
  for (const extra of before) addExtra(app, extra);
  if (mount === 'app') register(app);
  for (const extra of after) addExtra(app, extra);

  const isApart = mount !== 'app' || prefixed;
  const host = isApart ? new Hono() : app;
  if (mount !== 'app') register(host);
  addRoutes(host, lab, isApart && mount !== 'sub-app' ? '/api' : '');
  if (errorPage)
    for (const one of new Set([app, host])) one.onError((error, c) => c.html(`<h1>${error.message}</h1>`, 503));
  if (mount === 'sub-app') app.all('/api/*', mountApp(host.fetch));
  else if (isApart) app.route('/api', host);
  const listener = getRequestListener((request, env) => app.fetch(request, { ...env, lab }), { hostname: 'localhost' });
  return (incoming, outgoing) => {
    void listener(incoming, outgoing);
  };
});
