/** Shows on a terminal what a run is doing, on a line that is gone when it is done. */
import { withoutControls } from '../workspace/shown-path.js';
import type { Tell } from './run-types.js';
import type { Terminal } from './terminal.js';

export async function withProgress<Result>(
  work: (tell: Tell) => Promise<Result>,
  { err, errPaint, canErase, level, json }: Pick<Terminal, 'err' | 'errPaint' | 'canErase' | 'level' | 'json'>,
): Promise<Result> {
  if (!canErase || level === 'silent' || json) return work(() => undefined);
  let isShown = false;
  try {
    return await work((doing) => {
      isShown = true;
      err(`${erased}${errPaint('dim', `${withoutControls(doing).replaceAll('\n', ' ').slice(0, longest)} …`)}`);
    });
  } finally {
    if (isShown) err(erased);
  }
}

/** A line that a narrow terminal breaks could not be removed. */
const longest = 70;

/** Moves to the start of the line and removes what is there. */
const erased = '\r\u001b[2K';
