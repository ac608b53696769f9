/** The Express application of the suite, for both major versions: `CONFORMANCE_EXPRESS` names the package to use. */
import type { Express, Router } from 'express';
import { serve } from '../node/control.js';
import { extraMiddleware } from '../node/extras.js';
import { addBodyRoutes } from './body-routes.js';
import { addRoutes } from './routes.js';
import { addStreamRoutes } from './stream-routes.js';

const { default: express } = (await import(process.env['CONFORMANCE_EXPRESS'] ?? 'express')) as {
  default: typeof import('express');
};

serve((lab, register) => {
  const app = express();
  app.locals['lab'] = lab;
  const { before = [], after = [], mount = 'app', prefixed = false, errorPage = false } = lab.settings;
  for (const extra of before) app.use(extraMiddleware(extra, lab, express));
  if (mount === 'app') register(app);
  for (const extra of after) app.use(extraMiddleware(extra, lab, express));

  const host = routesHost(app, mount, prefixed);
  if (mount !== 'app') register(host);
  addRoutes(host, lab, express);
  addBodyRoutes(host, lab, express);
  addStreamRoutes(host, lab);
  if (errorPage) addErrorPage(app);
  return app;
});

function routesHost(app: Express, mount: 'app' | 'router' | 'sub-app', prefixed: boolean): Express | Router {
  if (mount === 'app' && !prefixed) return app;
  if (mount === 'sub-app') {
    const host = express();
    host.locals['lab'] = app.locals['lab'] as unknown;
    app.use('/api', host);
    return host;
  }
  const host = express.Router();
  app.use('/api', host);
  return host;
}

function addErrorPage(app: Express): void {
  const page: import('express').ErrorRequestHandler = (error: Error, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    response.status(503).type('html').send(`<h1>${error.message}</h1>`);
  };
  app.use(page);
}
