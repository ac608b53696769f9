import type {
  FunctionDeclarationStructure,
  ImportDeclarationStructure,
  OptionalKind,
  ParameterDeclarationStructure,
} from '#ts-morph';
import type { GoingOn } from '../typescript/course.js';
import type { HookFrame } from '../typescript/server.js';

/** What a framework on Node's HTTP server adds to the server interface: how its middleware is written and mounted. */
export interface NodeFrame {
  /** Node's own request and response, as expressions inside the middleware. */
  readonly req: string;
  readonly res: string;
  /** Expressions for the request target and the method as the client sent them, even where the framework rewrites them. */
  readonly target: string;
  readonly method: string;
  readonly goingOn: GoingOn;
  /**
   * For a framework whose middleware continues with a callback: the function to call, and the one that takes an error.
   * Without this, the middleware is an async function that awaits the next one, and its errors reach the framework.
   */
  readonly callback?: { readonly proceed: string; readonly fail: string };
  /** The parameters and arguments of the application's hooks, and the examples in their stubs. */
  readonly moments: {
    readonly parameters: string;
    readonly arguments: string;
    readonly examples: HookFrame['examples'];
  };
  /** The signature of the function that handles a request. */
  readonly parameters: readonly OptionalKind<ParameterDeclarationStructure>[];
  readonly returnType: string;
  /** Whether these types follow from `middlewareType`, so that they need not be written. */
  readonly isInferred?: boolean;
  /** What the factory returns. */
  readonly middlewareType: string;
  /** The call that mounts one middleware in the registering function. */
  readonly mount: (middleware: string) => string;
  readonly register: Pick<FunctionDeclarationStructure, 'name' | 'docs'> & {
    readonly app: OptionalKind<ParameterDeclarationStructure>;
  };
  readonly imports: readonly ImportDeclarationStructure[];
}
