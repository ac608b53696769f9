/** Prints the hooks file: written once, then owned by the user. */
import { docstring } from '../../languages/python/literals.js';
import type { PythonDraft } from '../../languages/python/modules.js';
import { moduleName } from '../../languages/python/names.js';
import { hooksOf } from '../../plan/facts.js';
import type { HookName, MiddlewarePlan } from '../../plan/plan.js';
import { render } from '../../templates.js';

export function hooksStub(plan: MiddlewarePlan): PythonDraft {
  return {
    name: hooksModuleName(plan),
    doc: docstring(`Hooks for the middleware \`${plan.name}\`.\nThis file is yours: mwgen never changes it.`, 0, 88),
    role: 'entry',
    code: render('python/course/hooks', {
      hooks: hooksOf(plan).map((name) => ({ name, parameters: parameters[name], doc: docstring(docs[name], 4) })),
    }),
  };
}

/** The name never depends on other middleware, because the file belongs to the user. */
export function hooksModuleName({ name }: MiddlewarePlan): string {
  return moduleName(`${name}_hooks`);
}

const parameters: Readonly<Record<HookName, string>> = {
  before: 'request: Request',
  after: 'request: Request, response: ResponseHead',
  done: 'request: Request, response: ResponseHead | None, outcome: Outcome',
};

const docs: Readonly<Record<HookName, string>> = {
  before:
    'Run when a request comes in.\nCan be `async def`. Errors are handled like errors in routes. Do not read the body: the route needs it.',
  after:
    'Run before the response headers are sent.\nThe status and headers can still be changed. Must not be `async def`. Errors are reported, and the response is sent.',
  done: 'Run when the response has been sent or the client has disconnected.\nCan be `async def`. Errors are reported. If no response was started, `response` is `None`.',
};
