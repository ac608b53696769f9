import type { Socket } from 'node:net';

/** Calls a function with each line that a socket receives. */
export function onLines(socket: Socket, each: (line: string) => void): void {
  let rest = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(each);
  });
}
