/** A WebSocket client (RFC 6455) that sends one short text and returns the answer. */
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Duplex } from 'node:stream';

export interface Upgrade {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** The first text that was received. */
  readonly answer?: string;
}

export function sayOverWebSocket(port: number, path: string, text: string): Promise<Upgrade> {
  return new Promise((resolve, reject) => {
    const headers = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    };
    const sent = request({ port, host: '127.0.0.1', path, agent: false, headers });
    sent.setTimeout(3000, () => sent.destroy(new Error('no answer')));
    sent.on('error', reject);
    sent.on('response', (response) => {
      response.resume().on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers });
      });
    });
    sent.on('upgrade', (response, socket, head) => {
      echo(socket, head, text).then((answer) => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, answer });
      }, reject);
    });
    sent.end();
  });
}

function echo(socket: Duplex, head: Buffer, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = head;
    const read = (): void => {
      const length = received[1];
      if (length !== undefined && received.length >= 2 + length) {
        resolve(received.subarray(2, 2 + length).toString());
        socket.destroy();
      }
    };
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      read();
    });
    socket.on('error', reject);
    socket.on('close', () => {
      reject(new Error('closed without an answer'));
    });
    socket.write(textFrame(text));
    read();
  });
}

/** A final text frame of fewer than 126 bytes. Frames of clients are masked (RFC 6455, section 5.2). */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const mask = randomBytes(4);
  const masked = payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length]), mask, masked]);
}
