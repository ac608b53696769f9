import { StructureKind } from '#ts-morph';
import type { OptionalKind, PropertySignatureStructure } from '#ts-morph';
import type { ModuleDraft } from '../../languages/typescript/modules.js';
import { optionsOf } from '../../plan/facts.js';
import type { OptionName } from '../../plan/facts.js';
import type { MiddlewarePlan } from '../../plan/plan.js';

/** What the options of an output depend on. */
export interface OptionFacts {
  /** Whether some middleware requires `onCapture`. */
  readonly isRequired: boolean;
  /** Whether there are capture records. */
  readonly captures: boolean;
}

export function optionFacts(middleware: readonly MiddlewarePlan[]): OptionFacts {
  return {
    isRequired: middleware.some((plan) => optionsOf(plan).includes('onCapture')),
    captures: middleware.some(({ capture }) => capture !== undefined),
  };
}

/** The `options` parameter of a function that passes all options on, or reads those in `read`. */
export function optionsParameter(
  { isRequired }: OptionFacts,
  read?: readonly OptionName[],
): { name: string; type: string; initializer?: string } {
  if (!isRequired) return { name: 'options', type: 'MiddlewareOptions', initializer: '{}' };
  return read === undefined || read.includes('onCapture')
    ? { name: 'options', type: 'MiddlewareOptions' }
    : { name: 'options', type: 'Partial<MiddlewareOptions>', initializer: '{}' };
}

/**
 * The module of `MiddlewareOptions`. It always has all options, whatever the spec says, so that the call which mounts the
 * middleware still compiles and runs after a feature is switched off.
 */
export function optionsModule({ isRequired, captures }: OptionFacts): ModuleDraft {
  return {
    name: 'internal/options',
    role: 'library',
    statements: [
      {
        kind: StructureKind.Interface,
        name: 'MiddlewareOptions',
        isExported: true,
        docs: ['Options for the middleware.'],
        properties: [
          isRequired ? requiredCallback : unusedCallback(captures ? 'CaptureRecord' : 'never'),
          {
            name: 'generateRequestId',
            isReadonly: true,
            hasQuestionToken: true,
            type: '(() => string) | undefined',
            docs: ['Returns an ID for a request that has none.'],
          },
          {
            name: 'onError',
            isReadonly: true,
            hasQuestionToken: true,
            type: '((error: unknown) => void) | undefined',
            docs: [
              'Called with errors that do not affect the request.\nDefault: writes to standard error, at most one message every ten seconds.',
            ],
          },
        ],
      },
    ],
  };
}

const requiredCallback: OptionalKind<PropertySignatureStructure> = {
  name: 'onCapture',
  isReadonly: true,
  type: '(record: CaptureRecord) => unknown',
  docs: ['Called with each capture record. Can return a promise. Errors are passed to `onError`.'],
};

function unusedCallback(record: string): OptionalKind<PropertySignatureStructure> {
  return {
    name: 'onCapture',
    isReadonly: true,
    hasQuestionToken: true,
    type: `((record: ${record}) => unknown) | undefined`,
    docs: ['Not used, because no middleware in the spec has `sink: callback`.'],
  };
}
