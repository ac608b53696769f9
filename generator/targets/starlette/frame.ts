import type { AsgiFrame } from '../../servers/asgi/frame.js';

/** How the middleware of a Starlette application is registered. */
export const frame: AsgiFrame = {
  application: 'Starlette',
  externals: { Starlette: 'starlette.applications' },
};
