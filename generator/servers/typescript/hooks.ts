import { StructureKind, VariableDeclarationKind } from 'ts-morph';
import type { StatementStructures } from 'ts-morph';
import { render } from '../../templates.js';
import type { ModuleDraft } from '../../languages/typescript/modules.js';
import { hooksOf } from '../../plan/facts.js';
import type { HookName, MiddlewarePlan } from '../../plan/plan.js';
import type { HookFrame } from './server.js';

/** The types of the application's own functions. */
export function hooksModule({ parameters, returns = defaultReturns }: HookFrame): ModuleDraft {
  const alias = (hook: HookName): StatementStructures => ({
    kind: StructureKind.TypeAlias,
    name: typeNames[hook],
    isExported: true,
    docs: [contracts[hook]],
    type: `(${parameters[hook]}) => ${returns[hook]}`,
  });
  return {
    name: 'internal/hook-types',
    role: 'library',
    statements: [alias('before'), alias('after'), alias('done')],
  };
}

/** The file with the application's own functions: written once, and the user's from then on. */
export function hooksStub(plan: MiddlewarePlan, { examples }: HookFrame): ModuleDraft {
  return {
    name: `${plan.name}.hooks`,
    role: 'entry',
    statements: hooksOf(plan).map((hook): StatementStructures => ({
      kind: StructureKind.VariableStatement,
      isExported: true,
      docs: [stubDocs[hook]],
      declarationKind: VariableDeclarationKind.Const,
      declarations: [
        {
          name: hook,
          type: typeNames[hook],
          initializer: render('typescript/course/hook', { example: examples[hook] }).trim(),
        },
      ],
    })),
  };
}

const defaultReturns: Readonly<Record<HookName, string>> = { before: 'unknown', after: 'void', done: 'unknown' };

const typeNames: Readonly<Record<HookName, string>> = { before: 'BeforeHook', after: 'AfterHook', done: 'DoneHook' };

const contracts: Readonly<Record<HookName, string>> = {
  before:
    'Runs when the request came in. The request waits for a promise; an error goes the way of errors of the framework.',
  after:
    'Runs when the response head is about to be committed: status and headers can still be changed. It cannot wait; an error is reported, and the response goes out.',
  done: 'Runs when the last byte is out, or the client is gone. An error, or a rejection, is reported.',
};

const stubDocs: Readonly<Record<HookName, string>> = {
  before: 'The request came in.',
  after: 'The response head is about to be committed.',
  done: 'All is sent, or the client is gone.',
};
