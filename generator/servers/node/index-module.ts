import { StructureKind } from 'ts-morph';
import type { StatementStructures } from 'ts-morph';
import type { ModuleDraft } from '../../languages/typescript/modules.js';
import type { MiddlewarePlan } from '../../plan/plan.js';
import type { NodeFrame } from './frame.js';
import { optionsOf, optionsParameter } from './middleware.js';
import type { OptionName } from './middleware.js';

/** The module that an application imports. */
export function indexModule(
  modules: readonly { readonly plan: MiddlewarePlan; readonly factory: string }[],
  frame: NodeFrame,
  allOptions: readonly OptionName[],
): ModuleDraft {
  const mounts = modules.map(({ plan, factory }) =>
    frame.mount(`${factory}(${optionsOf(plan).length === 0 ? '' : 'options'})`),
  );
  const types = [
    ...(modules.some(({ plan }) => plan.capture !== undefined)
      ? [{ name: 'CaptureRecord', module: 'internal/record' }]
      : []),
    ...(allOptions.length > 0 ? [{ name: 'MiddlewareOptions', module: 'internal/options' }] : []),
  ];
  return {
    name: 'index',
    role: 'entry',
    reexports: [
      ...types.map(({ name, module }) => ({ name, module, isType: true })),
      ...modules.map(({ plan, factory }) => ({ name: factory, module: plan.name, isType: false })),
    ],
    statements: [
      {
        kind: StructureKind.Function,
        name: frame.register.name ?? 'registerMiddleware',
        isExported: true,
        docs: [...(frame.register.docs ?? [])],
        parameters: [
          frame.register.app,
          ...(allOptions.length === 0 ? [] : [optionsParameter(allOptions, allOptions)]),
        ],
        returnType: 'void',
        statements: mounts,
      } satisfies StatementStructures,
    ],
  };
}
