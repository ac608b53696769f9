/** Prints the dataclass of the options, with what the middleware of an output read. */
import { docstring } from '../../languages/python/literals.js';
import type { PythonDraft } from '../../languages/python/modules.js';
import type { OptionName } from '../../plan/facts.js';
import { render } from '../../templates.js';

export function optionsModule(read: readonly OptionName[]): PythonDraft {
  const fields = read.map((name) => ({
    name: fieldNames[name],
    type: fieldTexts[name].type,
    doc: docstring(fieldTexts[name].doc, 4),
  }));
  return {
    name: '_internal/options',
    doc: docstring('What the application gives the middleware.'),
    role: 'library',
    code: render('python/course/options', { fields }),
  };
}

/** The parameter of a function or class that reads some options; it begins with a comma. */
export function optionsParameter(read: readonly OptionName[]): string {
  if (read.length === 0) return '';
  return read.includes('onCapture') ? ', options: MiddlewareOptions' : ', options: MiddlewareOptions | None = None';
}

/** The options as Python spells them. */
export const fieldNames: Readonly<Record<OptionName, string>> = {
  onCapture: 'on_capture',
  generateRequestId: 'generate_request_id',
  onError: 'on_error',
};

const fieldTexts: Readonly<Record<OptionName, { readonly type: string; readonly doc: string }>> = {
  onCapture: {
    type: 'Callable[[CaptureRecord], object]',
    doc: 'Takes each capture record; it may be asynchronous.\nWhat it raises goes to `on_error`.',
  },
  generateRequestId: {
    type: 'Callable[[], str] | None = None',
    doc: 'Makes the id of a request that brings none.',
  },
  onError: {
    type: 'Callable[[Exception], object] | None = None',
    doc: 'Takes what went wrong beside the request.\nDefault: the log, at most one message in ten seconds.',
  },
};
