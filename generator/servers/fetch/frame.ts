import type { OptionalKind, ParameterDeclarationStructure, TypeParameterDeclarationStructure } from 'ts-morph';
import type { Externals } from '../../languages/typescript/modules.js';
import type { HookFrame, IndexFrame, MountedFactory } from '../typescript/server.js';

/** What the types of a frame depend on: facts of one middleware, or of all that share a type. */
export interface FrameFacts {
  /** Whether the requests have an id. */
  readonly isIdentified: boolean;
}

/** What a framework of the Fetch API adds to the server interface: how its middleware is written and mounted. */
export interface FetchFrame {
  /** The framework's own helper templates, a folder of `templates/typescript/`. */
  readonly library: string;
  /** Expressions inside the middleware. */
  readonly request: string;
  readonly response: string;
  /** Something with `waitUntil`, or `undefined`. */
  readonly lifetime: string;
  /** The id that an outer middleware has given the request, or `undefined`. */
  readonly knownId: string;
  /** Statements inside the middleware. The id is kept where handlers look for it, under the name of the variable that holds it. */
  readonly identify: (variable: string) => string;
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
  /** Whether the page of an error, made outside of the middleware that failed, gets the headers that were set until then. */
  readonly pageKeepsHeaders: boolean;
  /** The application's own functions are called, one a moment. */
  readonly before: string;
  readonly after: string;
  readonly done: string;
  /** The types of those functions. */
  readonly moments: (facts: FrameFacts) => HookFrame;
  readonly parameters: readonly OptionalKind<ParameterDeclarationStructure>[];
  readonly parameterTypes: (facts: FrameFacts) => Readonly<Record<string, string>>;
  readonly returnType: string;
  readonly factory: {
    readonly typeParameters: readonly OptionalKind<TypeParameterDeclarationStructure>[];
    readonly parameters: readonly OptionalKind<ParameterDeclarationStructure>[];
    readonly returnType: (facts: FrameFacts) => string;
  };
  readonly index: {
    readonly register: (factories: readonly MountedFactory[], facts: FrameFacts) => ReturnType<IndexFrame['register']>;
    readonly reexports: (facts: FrameFacts) => ReturnType<IndexFrame['reexports']>;
  };
  readonly externals: Externals;
  readonly localNames: readonly string[];
}
