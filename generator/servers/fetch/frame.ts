import type {
  ImportDeclarationStructure,
  OptionalKind,
  ParameterDeclarationStructure,
  TypeParameterDeclarationStructure,
} from '#ts-morph';
import type { GoingOn } from '../typescript/course.js';
import type { HookFrame, IndexFrame } from '../typescript/server.js';

/** Facts that the types of a frame depend on, for one middleware or for all that share a type. */
export interface FrameFacts {
  /** Whether requests have an ID. */
  readonly isIdentified: boolean;
}

/** What a framework of the Fetch API adds to the server interface: how its middleware is written and mounted. */
export interface FetchFrame {
  /** The folder of `templates/typescript/` with the framework's own helpers. */
  readonly library: string;
  /** The interface through which handlers read the ID, if the framework has one of its own. */
  readonly identityType?: string;
  /** Expressions inside the middleware. */
  readonly request: string;
  readonly response: string;
  /** The response that the handler has given, which can also be none. */
  readonly given: string;
  /** An object with `waitUntil`, or `undefined`. */
  readonly lifetime: string;
  /** What tells that the client has disconnected. */
  readonly clientSignal: string;
  /** The function that tells the body of a response, if there is a way to know it. */
  readonly bodyOf?: string;
  /** What the runtime passes with each request, which has the environment variables on Workers. */
  readonly environment: string;
  /** The ID that an outer middleware has assigned under this name, or `undefined`. */
  readonly knownId: (name: string) => string;
  /** The expression that makes the ID available to handlers; `variable` is the variable that holds it. */
  readonly tellId: (variable: string) => string;
  /** The headers of the response, made mutable in place, or `undefined`; if the framework allows it. */
  readonly responseHeaders?: string;
  /** The expression that replaces the response. */
  readonly setResponse: (response: string) => string;
  readonly goingOn: GoingOn;
  /** The variable for the response, if the middleware returns it. */
  readonly variable?: { readonly name: string; readonly type: string };
  /** Whether an error page that is created outside the middleware keeps the headers set so far. */
  readonly pageKeepsHeaders: boolean;
  /** The call of the `before` hook. The call of `after` is in a template of the library. */
  readonly before: string;
  readonly done: (outcome: string) => string;
  /** The expression for the outcome; `outcome` is what the exchange tells. */
  readonly outcome: string;
  /** The types of the hooks. */
  readonly moments: (facts: FrameFacts) => HookFrame;
  readonly parameters: readonly OptionalKind<ParameterDeclarationStructure>[];
  readonly parameterTypes: (facts: FrameFacts) => Readonly<Record<string, string>>;
  readonly returnType: string;
  /** Whether the types of the parameters and of the result follow from what the factory returns. */
  readonly isInferred?: boolean;
  readonly factory: {
    readonly typeParameters: readonly OptionalKind<TypeParameterDeclarationStructure>[];
    readonly parameters: readonly OptionalKind<ParameterDeclarationStructure>[];
    readonly returnType: (facts: FrameFacts) => string;
  };
  readonly index: {
    readonly register: (factories: readonly string[], facts: FrameFacts) => ReturnType<IndexFrame['register']>;
    readonly reexports: (facts: FrameFacts) => ReturnType<IndexFrame['reexports']>;
  };
  /** Imports for entry modules. Those that a module does not use are removed. */
  readonly imports: readonly ImportDeclarationStructure[];
}
