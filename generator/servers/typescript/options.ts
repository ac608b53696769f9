import { StructureKind } from 'ts-morph';
import type { OptionalKind, PropertySignatureStructure } from 'ts-morph';
import type { ModuleDraft } from '../../languages/typescript/modules.js';
import type { OptionName } from '../../plan/facts.js';

/** The parameter of a function that reads some of the options there are. */
export function optionsParameter(
  read: readonly OptionName[],
  all: readonly OptionName[],
): { name: string; type: string; initializer?: string } {
  const type =
    read.length === all.length
      ? 'MiddlewareOptions'
      : `Pick<MiddlewareOptions, ${read.map((name) => `'${name}'`).join(' | ')}>`;
  return { name: 'options', type, ...(read.includes('onCapture') ? {} : { initializer: '{}' }) };
}

/** The module of `MiddlewareOptions`, with what the middleware of this output read. */
export function optionsModule(read: readonly OptionName[]): ModuleDraft {
  return {
    name: 'internal/options',
    role: 'library',
    statements: [
      {
        kind: StructureKind.Interface,
        name: 'MiddlewareOptions',
        isExported: true,
        docs: ['What the application gives the middleware besides the spec.'],
        properties: read.map((name) => properties[name]),
      },
    ],
  };
}

const properties: Readonly<Record<OptionName, OptionalKind<PropertySignatureStructure>>> = {
  onCapture: {
    name: 'onCapture',
    isReadonly: true,
    type: '(record: CaptureRecord) => unknown',
    docs: ['Takes each capture record. It may return a promise; what it throws, or rejects with, goes to `onError`.'],
  },
  generateRequestId: {
    name: 'generateRequestId',
    isReadonly: true,
    hasQuestionToken: true,
    type: '(() => string) | undefined',
    docs: ['Makes the id of a request that brings none.'],
  },
  onError: {
    name: 'onError',
    isReadonly: true,
    hasQuestionToken: true,
    type: '((error: unknown) => void) | undefined',
    docs: ['Takes what went wrong beside the request. Default: standard error, at most one message in ten seconds.'],
  },
};
