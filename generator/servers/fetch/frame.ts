import type { OptionalKind, ParameterDeclarationStructure, TypeParameterDeclarationStructure } from 'ts-morph';
import type { Externals } from '../../languages/typescript/modules.js';
import type { MiddlewarePlan } from '../../plan/plan.js';
import type { HookFrame, IndexFrame } from '../typescript/server.js';

/** What a framework of the Fetch API adds to the server interface: how its middleware is written and mounted. */
export interface FetchFrame {
  /** The framework's own helper templates, a folder of `templates/typescript/`. */
  readonly library: string;
  readonly holes: (plans: readonly MiddlewarePlan[]) => Readonly<Record<string, string>>;
  /** Expressions inside the middleware. */
  readonly request: string;
  readonly response: string;
  /** Something with `waitUntil`, or `undefined`. */
  readonly lifetime: string;
  /** The id that an outer middleware has given the request, or `undefined`. */
  readonly knownId: string;
  /** Statements inside the middleware. */
  readonly identify: string;
  readonly replaceRequest: (request: string) => string;
  readonly replaceResponse: (response: string) => string;
  /** Leaves the request to what comes after, untouched. */
  readonly skip: string;
  /** Goes on with the request, where nothing is done with the response. */
  readonly last: string;
  /** Goes on with the request: the variable that takes the response, apart from what gives it one, and both in one. */
  readonly declaration: string;
  readonly respond: string;
  readonly declareAndRespond: string;
  /** What the middleware ends with. */
  readonly finish: string;
  readonly before: string;
  readonly after: string;
  readonly done: string;
  readonly parameters: readonly OptionalKind<ParameterDeclarationStructure>[];
  readonly parameterTypes: (plan: MiddlewarePlan) => Readonly<Record<string, string>>;
  readonly returnType: string;
  readonly factory: {
    readonly typeParameters: readonly OptionalKind<TypeParameterDeclarationStructure>[];
    readonly parameters: readonly OptionalKind<ParameterDeclarationStructure>[];
    readonly returnType: (plan: MiddlewarePlan) => string;
  };
  readonly hooks: (plans: readonly MiddlewarePlan[]) => HookFrame;
  readonly index: IndexFrame;
  readonly externals: Externals;
  readonly localNames: readonly string[];
}
