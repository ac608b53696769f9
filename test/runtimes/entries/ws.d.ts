/** As much of it as the entry needs: its own types lie in a package of their own. */
declare module 'ws' {
  export const WebSocketServer: new (options: { noServer: true }) => import('@hono/node-server').WebSocketServerLike;
}
