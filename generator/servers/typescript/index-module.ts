import { StructureKind } from '#ts-morph';
import type { StatementStructures } from '#ts-morph';
import type { ModuleDraft } from '../../languages/typescript/modules.js';
import type { MiddlewarePlan } from '../../plan/plan.js';
import { optionsParameter } from './options.js';
import type { OptionFacts } from './options.js';
import type { IndexFrame } from './server.js';

/** The module that an application imports. */
export function indexModule(
  modules: readonly { readonly plan: MiddlewarePlan; readonly factory: string; readonly className?: string }[],
  frame: IndexFrame,
  options: OptionFacts,
): ModuleDraft {
  const plans = modules.map(({ plan }) => plan);
  const register = frame.register(
    modules.map(({ factory }) => factory),
    plans,
  );
  const types = [
    ...(options.captures ? [{ name: 'CaptureRecord', module: 'internal/record' }] : []),
    { name: 'MiddlewareOptions', module: 'internal/options' },
  ];
  return {
    name: 'index',
    role: 'entry',
    reexports: [
      ...types.map(({ name, module }) => ({ name, module, isType: true })),
      ...frame.reexports(plans),
      ...modules.flatMap(({ plan, factory, className }) =>
        [factory, ...(className === undefined ? [] : [className])].map((name) => ({
          name,
          module: plan.name,
          isType: false,
        })),
      ),
    ],
    statements: [
      {
        ...register,
        kind: StructureKind.Function,
        isExported: true,
        parameters: [...register.parameters, optionsParameter(options)],
      } satisfies StatementStructures,
    ],
  };
}
