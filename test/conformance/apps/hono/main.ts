/** The Hono application of the suite, on Hono's adapter for Node. */
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { serve } from '../node/control.js';
import { addBodyRoutes } from './body-routes.js';
import { addExtra } from './extras.js';
import { addRoutes } from './routes.js';
import { addStreamRoutes } from './stream-routes.js';

serve((lab, register) => {
  const app = new Hono();
  const { before = [], after = [], mount = 'app', prefixed = false, errorPage = false } = lab.settings;
  for (const extra of before) addExtra(app, extra);
  if (mount === 'app') register(app);
  for (const extra of after) addExtra(app, extra);

  const host = mount === 'app' && !prefixed ? app : new Hono();
  if (mount !== 'app') register(host);
  addRoutes(host, lab);
  addBodyRoutes(host, lab);
  addStreamRoutes(host, lab);
  if (host !== app) app.route('/api', host);
  if (errorPage) app.onError((error, c) => c.html(`<h1>${error.message}</h1>`, 503));
  // The handlers' own errors are meant: they are no news.
  else app.onError((error, c) => ('getResponse' in error ? error.getResponse() : c.text('Internal Server Error', 500)));
  const listener = getRequestListener((request, env) => app.fetch(request, env), { hostname: 'localhost' });
  return (incoming, outgoing) => {
    void listener(incoming, outgoing);
  };
});
