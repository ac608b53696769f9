/** A client of the YAML language server, which editors use for specs, over its standard streams. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const program = join(import.meta.dirname, '../../node_modules/yaml-language-server/bin/yaml-language-server');

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Finding {
  readonly message: string;
  readonly range: { readonly start: Position };
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly uri?: string; readonly diagnostics?: readonly Finding[]; readonly items?: unknown[] };
  readonly result?: unknown;
}

export class LanguageServer {
  readonly #child: ChildProcessWithoutNullStreams = spawn(process.execPath, [program, '--stdio']);
  readonly #answers = new Map<number, (result: unknown) => void>();
  readonly #findings = new Map<string, (found: readonly Finding[]) => void>();
  #bytes = Buffer.alloc(0);
  #last = 0;

  static async start(): Promise<LanguageServer> {
    const server = new LanguageServer();
    server.#child.stdout.on('data', (bytes: Buffer) => {
      server.#receive(bytes);
    });
    const hover = { contentFormat: ['markdown'] };
    await server.request('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: { textDocument: { hover, completion: { completionItem: { documentationFormat: ['markdown'] } } } },
    });
    server.#send({ method: 'initialized', params: {} });
    const yaml = { validate: true, hover: true, completion: true, schemaStore: { enable: false } };
    server.#send({ method: 'workspace/didChangeConfiguration', params: { settings: { yaml } } });
    return server;
  }

  /** Opens a file as an editor does, and returns what is marked in it. */
  open(path: string, text: string): Promise<readonly Finding[]> {
    const uri = pathToFileURL(path).href;
    const found = new Promise<readonly Finding[]>((resolve) => this.#findings.set(uri, resolve));
    this.#send({
      method: 'textDocument/didOpen',
      params: { textDocument: { uri, languageId: 'yaml', version: 1, text } },
    });
    return found;
  }

  /** What is offered at a place. */
  async completions(path: string, position: Position): Promise<string[]> {
    const result = await this.request('textDocument/completion', this.#place(path, position));
    return (result as { readonly items: readonly { readonly label: string }[] }).items.map(({ label }) => label);
  }

  /** What is shown about a place. */
  async hover(path: string, position: Position): Promise<{ readonly kind: string; readonly value: string }> {
    const result = await this.request('textDocument/hover', this.#place(path, position));
    return (result as { readonly contents: { readonly kind: string; readonly value: string } }).contents;
  }

  stop(): void {
    this.#child.kill();
  }

  request(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#last;
    this.#send({ id, method, params });
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }

  #place(path: string, position: Position): unknown {
    return { textDocument: { uri: pathToFileURL(path).href }, position };
  }

  #send(message: object): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#child.stdin.write(`Content-Length: ${String(Buffer.byteLength(text))}\r\n\r\n${text}`);
  }

  #receive(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    for (;;) {
      const end = this.#bytes.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/i.exec(this.#bytes.toString('latin1', 0, Math.max(end, 0)))?.[1]);
      if (end === -1 || this.#bytes.length < end + 4 + length) return;
      const message = JSON.parse(this.#bytes.toString('utf8', end + 4, end + 4 + length)) as Message;
      this.#bytes = this.#bytes.subarray(end + 4 + length);
      this.#handle(message);
    }
  }

  #handle({ id, method, params, result }: Message): void {
    if (method === 'textDocument/publishDiagnostics')
      this.#findings.get(params?.uri ?? '')?.(params?.diagnostics ?? []);
    else if (method === undefined && id !== undefined) this.#answers.get(id)?.(result);
    // The server asks for settings, or registers itself for events.
    else if (id !== undefined) this.#send({ id, result: params?.items?.map(() => null) ?? null });
  }
}
