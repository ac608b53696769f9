/** Prints the dataclass of the options. */
import { docstring } from '../../languages/python/literals.js';
import type { PythonDraft } from '../../languages/python/modules.js';
import { optionsOf } from '../../plan/facts.js';
import type { OptionName } from '../../plan/facts.js';
import type { MiddlewarePlan } from '../../plan/plan.js';
import { render } from '../../templates.js';

/**
 * The module of `MiddlewareOptions`. It always has all options, whatever the spec says, so that the call which mounts the
 * middleware still compiles and runs after a feature is switched off.
 */
export function optionsModule(middleware: readonly MiddlewarePlan[]): PythonDraft {
  const isCalled = middleware.some(needsCallback);
  const fields = [
    isCalled
      ? {
          name: fieldNames.onCapture,
          type: 'Callable[[CaptureRecord], object]',
          doc: 'Called with each capture record; can be asynchronous.\nErrors are passed to `on_error`.',
        }
      : {
          name: fieldNames.onCapture,
          type: 'Callable[..., object] | None = None',
          doc: 'Not used, because no middleware in the spec has `sink: callback`.',
        },
    {
      name: fieldNames.generateRequestId,
      type: 'Callable[[], str] | None = None',
      doc: 'Returns an ID for a request that has none.',
    },
    {
      name: fieldNames.onError,
      type: 'Callable[[Exception], object] | None = None',
      doc: 'Called with errors that do not affect the request.\nDefault: logs at most one message every ten seconds.',
    },
  ];
  return {
    name: '_internal/options',
    doc: docstring('Options for the middleware.'),
    role: 'library',
    code: render('python/course/options', {
      fields: fields.map(({ name, type, doc }) => ({ name, type, doc: docstring(doc, 4) })),
    }),
  };
}

/** The `options` parameter, beginning with a comma. */
export function optionsParameter(middleware: readonly MiddlewarePlan[]): string {
  return middleware.some(needsCallback) ? ', options: MiddlewareOptions' : ', options: MiddlewareOptions | None = None';
}

/** The names of the options in Python. */
export const fieldNames: Readonly<Record<OptionName, string>> = {
  onCapture: 'on_capture',
  generateRequestId: 'generate_request_id',
  onError: 'on_error',
};

function needsCallback(plan: MiddlewarePlan): boolean {
  return optionsOf(plan).includes('onCapture');
}
