/** Prints the module that an application imports. */
import { docstring } from '../../languages/python/literals.js';
import type { PythonDraft } from '../../languages/python/modules.js';
import { render } from '../../templates.js';
import type { AsgiFrame } from './frame.js';
import { optionsParameter } from '../python/options.js';
import type { MiddlewareClass } from '../python/server.js';

export function indexModule(modules: readonly MiddlewareClass[], frame: AsgiFrame): PythonDraft {
  const [only, ...others] = modules;
  const wrapped = modules.reduceRight((inner, { className }) => `${className}(${inner}, options)`, 'app');
  return {
    name: '__init__',
    doc: docstring('HTTP middleware.\nCall `register_middleware(app)` before the application starts.'),
    role: 'entry',
    reexports: [
      ...(modules.some(({ plan }) => plan.capture !== undefined)
        ? [{ name: 'CaptureRecord', module: '_internal/record' }]
        : []),
      { name: 'MiddlewareOptions', module: '_internal/options' },
      ...modules.map(({ className, module }) => ({ name: className, module })),
    ],
    siblings: Object.fromEntries(modules.map(({ className, module }) => [className, module])),
    code: render('python/asgi/course/index', {
      application: frame.application,
      parameter: optionsParameter(modules.map(({ plan }) => plan)),
      wrapped,
      only: others.length === 0 ? only?.className : undefined,
    }),
  };
}
