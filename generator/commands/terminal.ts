/** Where a command writes its output, and whether it uses colours. */
import type { Writable } from 'node:stream';
import { withoutControls } from '../workspace/shown-path.js';

export interface Terminal {
  /** Results. */
  readonly out: (text: string) => void;
  /** Diagnostics and progress. */
  readonly err: (text: string) => void;
  readonly outPaint: Paint;
  readonly errPaint: Paint;
  /** Whether {@link errPaint} uses colours. */
  readonly errColour: boolean;
  /** Whether questions can be asked. */
  readonly canAsk: boolean;
  readonly level: 'silent' | 'normal' | 'verbose';
  /** Whether a line can be shown and removed again where diagnostics are written. */
  readonly canErase: boolean;
  /** Whether to print one JSON document to standard output and nothing else. */
  readonly json: boolean;
}

export type Paint = (style: Style, text: string) => string;
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

type Stream = Writable & { readonly isTTY?: boolean };

export interface TerminalOptions {
  readonly stdin: { readonly isTTY?: boolean };
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly level: Terminal['level'];
  readonly json: boolean;
}

export function terminal({ stdin, stdout, stderr, environment, level, json }: TerminalOptions): Terminal {
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    outPaint: hasColour(stdout, environment) ? coloured : plain,
    errPaint: hasColour(stderr, environment) ? coloured : plain,
    errColour: hasColour(stderr, environment),
    canAsk: stdin.isTTY === true && stderr.isTTY === true && !isSet(environment['CI']) && !json,
    canErase: stderr.isTTY === true && environment['TERM'] !== 'dumb' && !isSet(environment['CI']),
    level,
    json,
  };
}

/**
 * The same rules as in Node's own streams: FORCE_COLOR, then NO_COLOR with any value, then whether the terminal supports
 * colours.
 */
function hasColour(stream: Stream, environment: TerminalOptions['environment']): boolean {
  const force = environment['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  if ((environment['NO_COLOR'] ?? '') !== '') return false;
  return stream.isTTY === true && environment['TERM'] !== 'dumb' && !isSet(environment['CI']);
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}

const codes: Readonly<Record<Style, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

const coloured: Paint = (style, text) => {
  const [on, off] = codes[style];
  return `\u001b[${on}m${text}\u001b[${off}m`;
};
const plain: Paint = (_style, text) => text;

/** Shows on a terminal what some work is doing, on a line that is gone when it is done. */
export async function withProgress<Result>(
  work: (tell: (doing: string) => void) => Promise<Result>,
  { err, errPaint, canErase, level, json }: Pick<Terminal, 'err' | 'errPaint' | 'canErase' | 'level' | 'json'>,
): Promise<Result> {
  if (!canErase || level === 'silent' || json) return work(() => undefined);
  const shown: string[] = [];
  try {
    return await work((doing) => {
      shown.push(doing);
      err(`${erased}${errPaint('dim', `${withoutControls(doing).replaceAll('\n', ' ').slice(0, longest)} …`)}`);
    });
  } finally {
    if (shown.length > 0) err(erased);
  }
}

/** A line that a narrow terminal breaks could not be removed. */
const longest = 70;

/** Moves to the start of the line and removes what is there. */
const erased = '\r\u001b[2K';
