import type { AsgiFrame } from '../../servers/asgi/frame.js';

/** How the middleware of a FastAPI application is registered. */
export const frame: AsgiFrame = {
  application: 'FastAPI',
  externals: { FastAPI: 'fastapi' },
};
