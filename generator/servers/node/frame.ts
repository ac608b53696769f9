import type {
  FunctionDeclarationStructure,
  ImportDeclarationStructure,
  OptionalKind,
  ParameterDeclarationStructure,
} from 'ts-morph';
import type { GoingOn } from '../typescript/course.js';
import type { HookFrame } from '../typescript/server.js';

/** What a framework on Node's HTTP server adds to the server interface: how its middleware is written and mounted. */
export interface NodeFrame {
  /** Node's own request and response, as expressions inside the middleware. */
  readonly req: string;
  readonly res: string;
  /** The request's target and method as the client sent them, whatever the framework makes of them. */
  readonly target: string;
  readonly method: string;
  readonly goingOn: GoingOn;
  /**
   * For a middleware that goes on by a callback: a function without parameters that does, and one that takes an error.
   * Without them, the middleware is asynchronous: it waits, and its errors are the framework's.
   */
  readonly callback?: { readonly proceed: string; readonly fail: string };
  /** What the application's own functions are given. */
  readonly moments: {
    readonly parameters: string;
    readonly arguments: string;
    readonly examples: HookFrame['examples'];
  };
  /** The signature of the function that handles a request. */
  readonly parameters: readonly OptionalKind<ParameterDeclarationStructure>[];
  readonly returnType: string;
  /** What the factory returns. */
  readonly middlewareType: string;
  /** The call that mounts one middleware in the registering function. */
  readonly mount: (middleware: string) => string;
  readonly register: Pick<FunctionDeclarationStructure, 'name' | 'docs'> & {
    readonly app: OptionalKind<ParameterDeclarationStructure>;
  };
  readonly imports: readonly ImportDeclarationStructure[];
}
