/** The part that the entry needs. The real types are in a separate package. */
declare module 'ws' {
  export const WebSocketServer: new (options: { noServer: true }) => import('@hono/node-server').WebSocketServerLike;
}
