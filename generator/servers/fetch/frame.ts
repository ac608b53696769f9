import type {
  ImportDeclarationStructure,
  OptionalKind,
  ParameterDeclarationStructure,
  TypeParameterDeclarationStructure,
} from 'ts-morph';
import type { GoingOn } from '../typescript/course.js';
import type { HookFrame, IndexFrame } from '../typescript/server.js';

/** What the types of a frame depend on: facts of one middleware, or of all that share a type. */
export interface FrameFacts {
  /** Whether the requests have an id. */
  readonly isIdentified: boolean;
}

/** What a framework of the Fetch API adds to the server interface: how its middleware is written and mounted. */
export interface FetchFrame {
  /** The framework's own helper templates, a folder of `templates/typescript/`. */
  readonly library: string;
  /** The interface of its own helpers that tells handlers of the id, where there is one. */
  readonly identityType?: string;
  /** Expressions inside the middleware. */
  readonly request: string;
  readonly response: string;
  /** Something with `waitUntil`, or `undefined`. */
  readonly lifetime: string;
  /** The id that an outer middleware has given the request, or `undefined`. */
  readonly knownId: string;
  /** The expression that keeps the id where handlers look for it, under the name of the variable that holds it. */
  readonly tellId: (variable: string) => string;
  /** The expression that puts another response in the place of the one there is. */
  readonly setResponse: (response: string) => string;
  readonly goingOn: GoingOn;
  /** The variable that takes the response, where it is what the rest of the middleware comes to. */
  readonly variable?: { readonly name: string; readonly type: string };
  /** Whether the page of an error, made outside of the middleware that failed, gets the headers that were set until then. */
  readonly pageKeepsHeaders: boolean;
  /** Calls of the application's own functions; that of `after` is a template of the library. */
  readonly before: string;
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
    readonly register: (factories: readonly string[], facts: FrameFacts) => ReturnType<IndexFrame['register']>;
    readonly reexports: (facts: FrameFacts) => ReturnType<IndexFrame['reexports']>;
  };
  /** What its entry modules take from packages; what one does not need is left out of it. */
  readonly imports: readonly ImportDeclarationStructure[];
}
