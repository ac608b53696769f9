import type { AsgiFrame } from '../../servers/asgi/frame.js';

/** How the middleware of a FastAPI application is registered. */
export const frame: AsgiFrame = {
  application: 'FastAPI',
  externals: {
    FastAPI: 'fastapi',
    Request: 'starlette.requests',
    Response: 'starlette.responses',
    ASGIApp: 'starlette.types',
    Message: 'starlette.types',
    Receive: 'starlette.types',
    Scope: 'starlette.types',
    Send: 'starlette.types',
  },
};
