import type { ImportDeclarationStructure, OptionalKind, ParameterDeclarationStructure } from '#ts-morph';
import type { GoingOn } from '../typescript/course.js';
import type { HookFrame, IndexFrame, Signature, TypeScriptServer } from '../typescript/server.js';

/** What a framework on Node's HTTP server adds to the server interface: how its middleware is written and mounted. */
export interface NodeFrame {
  /** The folder of `templates/typescript/` with the framework's own helpers, if it has some. */
  readonly library?: string;
  /** Node's own request and response, as expressions inside the middleware. */
  readonly req: string;
  readonly res: string;
  /** Expressions for the request target and the method as the client sent them, even where the framework rewrites them. */
  readonly target: string;
  readonly method: string;
  /** Whether the framework also runs on the HTTP/2 servers of Node. */
  readonly servesHttp2: boolean;
  /** Where a handler reads the request ID. */
  readonly identity: {
    /** The object that has it as a property. */
    readonly on: string;
    /** The interfaces that declare the property, with their modules. */
    readonly declaredOn: readonly { readonly module: string; readonly type: string }[];
  };
  /** A comment that says why the headers are not set in the framework's usual way. */
  readonly headNote?: string;
  /** If `isTail` is set, the middleware returns what the next handler returns, or a promise of it. */
  readonly goingOn: GoingOn;
  /**
   * For a framework whose middleware continues with a callback: the function to call, and the one that takes an error.
   * Without this, a middleware that is no tail is an async function that awaits the next one. Its errors reach the
   * framework.
   */
  readonly callback?: { readonly proceed: string; readonly fail: string };
  /** The parameters and arguments of the application's hooks, and the examples in their stubs. */
  readonly moments: {
    readonly parameters: string;
    readonly arguments: string;
    /** Those of `after` and `done`, if these get more. */
    readonly late?: { readonly parameters: string; readonly arguments: string };
    readonly examples: HookFrame['examples'];
  };
  /** The signature of the function that handles a request. */
  readonly parameters: readonly OptionalKind<ParameterDeclarationStructure>[];
  readonly returnType: string;
  /** Whether these types follow from the type that the factory returns, so that they need not be written. */
  readonly isInferred?: boolean;
  readonly factory: Omit<Signature['factory'], 'returnType'> & { readonly returnType: string };
  /** The template of a class for each middleware, if the framework also has them in this form. */
  readonly classTemplate?: TypeScriptServer['classTemplate'];
  /** The function of the index module that mounts the middleware. */
  readonly register: IndexFrame['register'];
  /** Helpers that the index module passes on; `isIdentified`: whether some middleware assigns request IDs. */
  readonly reexports?: (facts: { readonly isIdentified: boolean }) => ReturnType<IndexFrame['reexports']>;
  readonly imports: readonly ImportDeclarationStructure[];
}
