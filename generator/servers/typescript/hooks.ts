import { StructureKind, VariableDeclarationKind } from '#ts-morph';
import type { StatementStructures } from '#ts-morph';
import { render } from '../../templates.js';
import type { ModuleDraft } from '../../languages/typescript/modules.js';
import { hooksOf } from '../../plan/facts.js';
import type { HookName, MiddlewarePlan } from '../../plan/plan.js';
import type { HookFrame } from './server.js';

/** The types of the hooks. */
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

/** The hooks file: written once, then owned by the user. */
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
    'Runs when a request comes in. If it returns a promise, the request waits for it. Errors go to the framework.',
  after:
    'Runs when the response headers are about to be sent. The status and headers can still be changed.\nIt must be synchronous. Errors are reported, and the response is sent.',
  done: 'Runs when the response has been sent or the client has disconnected. Errors are reported.',
};

const stubDocs: Readonly<Record<HookName, string>> = {
  before: 'Runs when a request comes in.',
  after: 'Runs when the response headers are about to be sent.',
  done: 'Runs when the response has been sent or the client has disconnected.',
};
