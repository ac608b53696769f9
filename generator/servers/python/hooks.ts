/** Prints the file with the application's own functions: written once, and the user's from then on. */
import { docstring } from '../../languages/python/literals.js';
import type { PythonDraft } from '../../languages/python/modules.js';
import { moduleName } from '../../languages/python/names.js';
import { hooksOf } from '../../plan/facts.js';
import type { HookName, MiddlewarePlan } from '../../plan/plan.js';
import { render } from '../../templates.js';

export function hooksStub(plan: MiddlewarePlan): PythonDraft {
  return {
    name: hooksModuleName(plan),
    doc: docstring(`Your own part of the middleware \`${plan.name}\`: this file is written once, then yours.`, 0, 88),
    role: 'entry',
    code: render('python/course/hooks', {
      hooks: hooksOf(plan).map((name) => ({ name, parameters: parameters[name], doc: docstring(docs[name], 4) })),
    }),
  };
}

/** The file keeps its name whatever else there is, since it is the user's. */
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
    'Act on a request as it comes in.\nMay be `async def`. An error goes the way of errors in routes. The body is left to the route.',
  after:
    'Act on the head of a response before it is committed.\nIts status and headers can still be changed. It cannot wait; an error is reported, and the response goes out.',
  done: 'Act when all is sent, or the client is gone.\nMay be `async def`. An error is reported. Without a head, `response` is `None`.',
};
