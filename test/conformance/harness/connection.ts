/** A minimal HTTP/1.1 client on a TCP connection, which sends exact bytes and returns exactly what it receives. */
import { createHash } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** The longest time that the suite waits for anything. */
export const patienceMs = 10_000;
const keptOfBody = 8 * 1024 * 1024;

export interface Head {
  readonly status: number;
  readonly reason: string;
  /** Names as sent, in order. */
  readonly headers: readonly (readonly [string, string])[];
}

export interface Reply extends Head {
  readonly informational: readonly Head[];
  readonly framing: Framing;
  /** The body without chunk framing, up to 8 MiB. */
  readonly body: Buffer;
  readonly length: number;
  readonly sha256: string;
  readonly trailers: readonly (readonly [string, string])[];
  /** Whether the body was complete according to its framing. */
  readonly complete: boolean;
}

export type Framing = 'length' | 'chunked' | 'close' | 'none';

interface Body {
  readonly framing: Framing;
  readonly kept: Buffer[];
  readonly hash: ReturnType<typeof createHash>;
  length: number;
  /** Remaining bytes of the body or the current chunk. */
  left: number;
  phase: 'data' | 'size' | 'chunk-end' | 'trailers' | 'done';
  readonly trailers: [string, string][];
}

export class Connection {
  private readonly socket: Socket;
  private pending: Buffer = Buffer.alloc(0);
  private readonly log: string[] = [];
  private finished: 'end' | 'reset' | 'closed' | undefined;
  private destroyed = false;
  private pausedByTest = false;
  private wake: () => void = () => undefined;
  private informational: Head[] = [];
  private current: { readonly head: Head; readonly informational: readonly Head[]; readonly body: Body } | undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (data: Buffer) => {
      this.pending = this.pending.length === 0 ? data : Buffer.concat([this.pending, data]);
      // Stop reading if nobody consumes the body.
      if (this.pending.length > 4 * 1024 * 1024) socket.pause();
      this.wake();
    });
    socket.on('end', () => {
      this.finished ??= 'end';
      this.wake();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.finished = error.code === 'ECONNRESET' ? 'reset' : 'closed';
      this.log.push(`socket error: ${error.code ?? error.message}`);
      this.wake();
    });
    socket.on('close', () => {
      this.finished ??= 'closed';
      this.destroyed = true;
      this.wake();
    });
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Connection(socket));
      });
    });
  }

  /** Number of bytes read from the connection, including headers. */
  get bytesRead(): number {
    return this.socket.bytesRead;
  }

  send(bytes: Buffer | string): void {
    if (this.socket.writable) this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  pause(): void {
    this.pausedByTest = true;
    this.socket.pause();
  }
  resume(): void {
    this.pausedByTest = false;
    this.socket.resume();
  }
  halfClose(): void {
    this.socket.end();
  }
  reset(): void {
    this.socket.resetAndDestroy();
  }
  destroy(): void {
    this.socket.destroy();
  }

  /** Waits until the server has closed its side. */
  async closed(): Promise<'end' | 'reset' | 'closed'> {
    await this.until('the server to close the connection', () => this.finished !== undefined);
    return this.finished ?? 'closed';
  }

  /** Reads this many bytes. */
  async bytes(length: number): Promise<Buffer> {
    await this.until(`${length} bytes`, () => this.pending.length >= length || this.finished !== undefined);
    return this.take(Math.min(length, this.pending.length));
  }

  /** Reads the status line and headers of the next final response. Informational responses before it are kept. */
  async head(toHead = false): Promise<Head> {
    for (let count = 0; count < 32; count += 1) {
      await this.until('a response head', () => this.pending.includes('\r\n\r\n') || this.finished !== undefined);
      const end = this.pending.indexOf('\r\n\r\n');
      if (end < 0)
        throw new ConnectionGone(
          `the connection was gone (${this.finished}) before a response head; in hand: ${this.pending.toString('latin1')}`,
        );
      const head = parseHead(this.take(end + 4).toString('latin1'));
      if (head.status >= 200 || head.status === 101) {
        this.current = { head, informational: this.informational, body: newBody(head, toHead) };
        this.informational = [];
        return head;
      }
      this.informational.push(head);
    }
    throw new Error('too many informational responses');
  }

  /** Reads the rest of the response whose headers have been read. */
  async rest(): Promise<Reply> {
    const { current } = this;
    if (current === undefined) throw new Error('no response head was read');
    const { body } = current;
    await this.until(`the end of a body (${body.framing}, ${body.length} bytes so far)`, () => {
      this.consume(body);
      return body.phase === 'done' || this.finished !== undefined;
    });
    this.consume(body);
    if (body.framing === 'close' && this.finished === 'end') body.phase = 'done';
    this.current = undefined;
    return {
      ...current.head,
      informational: current.informational,
      framing: body.framing,
      body: Buffer.concat(body.kept),
      length: body.length,
      sha256: body.hash.digest('hex'),
      trailers: body.trailers,
      complete: body.phase === 'done',
    };
  }

  /** Waits until this many bytes of the body have arrived. Returns the body up to 8 MiB, and its length. */
  async soFar(length: number): Promise<{ readonly bytes: Buffer; readonly length: number }> {
    const body = this.current?.body;
    if (body === undefined) throw new Error('no response head was read');
    await this.until(`${length} bytes of a body (${body.length} so far)`, () => {
      this.consume(body, length);
      return body.length >= length || body.phase === 'done' || this.finished !== undefined;
    });
    return { bytes: Buffer.concat(body.kept), length: body.length };
  }

  async reply(toHead = false): Promise<Reply> {
    await this.head(toHead);
    return this.rest();
  }

  private consume(body: Body, limit = Number.POSITIVE_INFINITY): void {
    for (let more = true; more;) more = this.consumeSome(body, limit);
    if (this.socket.isPaused() && this.pending.length < 1024 && !this.destroyed && !this.pausedByTest)
      this.socket.resume();
  }

  /** Parses the next part of the received data. Returns `false` if more data is needed. */
  private consumeSome(body: Body, limit: number): boolean {
    if (body.phase === 'done' || body.length >= limit) return false;
    if (body.phase === 'data') {
      if (body.left === 0) {
        body.phase = body.framing === 'chunked' ? 'chunk-end' : 'done';
        return true;
      }
      if (this.pending.length === 0) return false;
      const piece = this.take(Math.min(this.pending.length, body.left, limit - body.length));
      body.left -= piece.length;
      body.hash.update(piece);
      if (body.length < keptOfBody) body.kept.push(Buffer.from(piece));
      body.length += piece.length;
      return true;
    }
    const end = this.pending.indexOf('\r\n');
    if (end < 0) return false;
    const line = this.take(end + 2)
      .toString('latin1')
      .slice(0, -2);
    if (body.phase === 'chunk-end') {
      if (line !== '') throw new Error(`bad chunk end: ${JSON.stringify(line)}`);
      body.phase = 'size';
    } else if (body.phase === 'size') {
      if (!/^[\da-f]+$/i.test(line)) throw new Error(`bad chunk size: ${JSON.stringify(line)}`);
      body.left = Number.parseInt(line, 16);
      body.phase = body.left === 0 ? 'trailers' : 'data';
    } else if (line === '') {
      body.phase = 'done';
    } else {
      body.trailers.push(parseHeaderLine(line));
    }
    return true;
  }

  private take(length: number): Buffer {
    const taken = this.pending.subarray(0, length);
    this.pending = this.pending.subarray(length);
    return taken;
  }

  private until(what: string, reached: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        this.wake = () => undefined;
      };
      const timer = setTimeout(() => {
        stop();
        reject(
          new Error(
            `waited in vain for ${what}; in hand: ${this.pending.subarray(0, 400).toString('latin1')} ${this.log.join(' ')}`,
          ),
        );
      }, patienceMs);
      this.wake = () => {
        try {
          if (reached()) {
            stop();
            resolve();
          } else {
            // A large body may take longer on a busy machine, as long as more of it arrives.
            timer.refresh();
          }
        } catch (error) {
          stop();
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      this.wake();
    });
  }
}

/** The server closed the connection instead of sending a response. */
export class ConnectionGone extends Error {}

export function valuesOf(headers: readonly (readonly [string, string])[], name: string): string[] {
  return headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

function parseHead(text: string): Head {
  const [first = '', ...lines] = text.slice(0, -4).split('\r\n');
  const match = /^HTTP\/1\.1 (\d{3})(?: (.*))?$/.exec(first);
  if (match === null) throw new Error(`bad status line: ${JSON.stringify(first)}`);
  return { status: Number(match[1]), reason: match[2] ?? '', headers: lines.map(parseHeaderLine) };
}

function parseHeaderLine(line: string): [string, string] {
  const colon = line.indexOf(':');
  if (colon <= 0) throw new Error(`bad header line: ${JSON.stringify(line)}`);
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

function newBody(head: Head, toHead: boolean): Body {
  const framing = framingOf(head, toHead);
  const left =
    framing === 'length'
      ? Number(valuesOf(head.headers, 'content-length')[0])
      : framing === 'close'
        ? Number.POSITIVE_INFINITY
        : 0;
  const phase = framing === 'none' ? 'done' : framing === 'chunked' ? 'size' : 'data';
  return { framing, kept: [], hash: createHash('sha256'), length: 0, left, phase, trailers: [] };
}

function framingOf({ status, headers }: Head, toHead: boolean): Framing {
  if (toHead || status === 204 || status === 304 || status === 101) return 'none';
  if (valuesOf(headers, 'transfer-encoding').join().toLowerCase() === 'chunked') return 'chunked';
  const lengths = valuesOf(headers, 'content-length');
  if (lengths.length > 1) throw new Error('several Content-Length headers');
  return lengths.length === 1 ? 'length' : 'close';
}
