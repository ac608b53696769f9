import type { AsgiFrame } from '../../servers/asgi/frame.js';

/** How the middleware of a Starlette application is registered. */
export const frame: AsgiFrame = {
  application: 'Starlette',
  externals: {
    Starlette: 'starlette.applications',
    Request: 'starlette.requests',
    Response: 'starlette.responses',
    ASGIApp: 'starlette.types',
    Message: 'starlette.types',
    Receive: 'starlette.types',
    Scope: 'starlette.types',
    Send: 'starlette.types',
  },
};
