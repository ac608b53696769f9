import { StructureKind } from 'ts-morph';
import type { OptionalKind, PropertySignatureStructure } from 'ts-morph';
import type { ModuleDraft } from '../../languages/typescript/modules.js';
import { optionsOf } from '../../plan/facts.js';
import type { OptionName } from '../../plan/facts.js';
import type { MiddlewarePlan } from '../../plan/plan.js';

/** What the options of an output depend on. */
export interface OptionFacts {
  /** Whether some middleware cannot do without `onCapture`. */
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

/** The parameter of a function that hands all options on, or reads some of them. */
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
 * The module of `MiddlewareOptions`. All options are there whatever the spec says, so that the call which mounts the
 * middleware stands when a feature is switched off.
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
        docs: ['What the application gives the middleware besides the spec.'],
        properties: [
          isRequired ? requiredCallback : unusedCallback(captures ? 'CaptureRecord' : 'never'),
          {
            name: 'generateRequestId',
            isReadonly: true,
            hasQuestionToken: true,
            type: '(() => string) | undefined',
            docs: ['Makes the id of a request that brings none.'],
          },
          {
            name: 'onError',
            isReadonly: true,
            hasQuestionToken: true,
            type: '((error: unknown) => void) | undefined',
            docs: [
              'Takes what went wrong beside the request. Default: standard error, at most one message in ten seconds.',
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
  docs: ['Takes each capture record. It may return a promise; what it throws, or rejects with, goes to `onError`.'],
};

function unusedCallback(record: string): OptionalKind<PropertySignatureStructure> {
  return {
    name: 'onCapture',
    isReadonly: true,
    hasQuestionToken: true,
    type: `((record: ${record}) => unknown) | undefined`,
    docs: ['Not called: nothing in the spec has `sink: callback`.'],
  };
}
