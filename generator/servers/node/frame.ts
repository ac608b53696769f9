import type { FunctionDeclarationStructure, OptionalKind, ParameterDeclarationStructure } from 'ts-morph';
import type { GoingOn } from '../typescript/course.js';
import type { Externals } from '../../languages/typescript/modules.js';

/**
 * What a framework on Node's HTTP server adds to the server interface: how its middleware is written and mounted.
 * Inside, the request is called `req` and the response `res`, whatever the framework hands over.
 */
export interface NodeFrame {
  /** Expressions and statements inside the middleware. */
  readonly url: string;
  readonly method: string;
  readonly goingOn: GoingOn;
  /** A function without parameters that goes on with the request. */
  readonly proceed: string;
  /** A function that takes an error and gives it to the framework. */
  readonly fail: string;
  /** Types of the request and response in hooks. */
  readonly requestType: string;
  readonly responseType: string;
  /** The inner function's signature. */
  readonly parameters: readonly OptionalKind<ParameterDeclarationStructure>[];
  readonly returnType: string;
  /** What the factory returns. */
  readonly middlewareType: string;
  /** The call that mounts one middleware in the registering function. */
  readonly mount: (middleware: string) => string;
  readonly register: Pick<FunctionDeclarationStructure, 'name' | 'docs'> & {
    readonly app: OptionalKind<ParameterDeclarationStructure>;
  };
  readonly externals: Externals;
}
