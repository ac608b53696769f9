/**
 * The interface of a TypeScript server. The options, the types of hooks, the route gates, the steps and the factory are
 * the same for all servers and are printed by this folder. A server defines how requests and responses are accessed.
 */
import type {
  FunctionDeclarationStructure,
  ImportDeclarationStructure,
  OptionalKind,
  ParameterDeclarationStructure,
  TypeParameterDeclarationStructure,
} from '#ts-morph';
import type { ModuleDraft } from '../../languages/typescript/modules.js';
import type { ValueScope } from '../../languages/values.js';
import type { FeatureName, HookName, MiddlewarePlan } from '../../plan/plan.js';
import type { CourseTraits } from '../../plan/course.js';
import type { Knowledge } from '../../plan/knowledge.js';
import type { ServerForms } from './course.js';

export interface TypeScriptServer {
  /** Folders of `templates/typescript/` whose files become the helper modules of an output. */
  readonly library: readonly string[];
  /** The folder among them that contains `platform.ts`. */
  readonly platform: string;
  /** The presence of settings of the server's own helpers, in addition to those that apply to every server. */
  readonly presence?: Knowledge['presence'];
  /** Facts about the server's own helpers. */
  readonly facts?: Knowledge['facts'];
  /** The folder with the templates of steps. */
  readonly steps: string;
  /** Expressions for the request and the response, by the placeholders in the templates. */
  readonly bindings: Readonly<Record<string, string>>;
  /** The expression for the method of a request. */
  readonly method: string;
  /** Expressions for the parts of header values, for request headers or response headers. */
  readonly scope: (
    moment: 'request' | 'head',
    gated: ReadonlyMap<FeatureName, string>,
  ) => Pick<ValueScope, 'requestHeader' | 'requestMethod' | 'responseStatus'>;
  /** Inside the middleware, what may have environment variables of its own. Absent: only the process has some. */
  readonly environment?: string;
  readonly signature: Signature;
  /** The template of a class that does what the function of a middleware does. Absent: there is only the function. */
  readonly classTemplate?: string;
  readonly traits: CourseTraits;
  /** The forms that print the function that handles a request. */
  readonly forms: ServerForms;
  /** Statements that check at start-up whether the plan can be carried out. */
  readonly startUp: (plan: MiddlewarePlan) => readonly string[];
  /** Top-level declarations for a middleware that assigns request IDs. */
  readonly identifying: () => readonly string[];
  readonly hooks: HookFrame;
  readonly index: IndexFrame;
  /** Imports for entry modules. Those that a module does not use are removed. */
  readonly imports: readonly ImportDeclarationStructure[];
  /** Globals of the platform, in addition to those of the language. */
  readonly globals: readonly string[];
}

/** The signatures of the function that handles a request, and of the factory that creates it. */
export interface Signature {
  readonly isAsync: boolean;
  /** Whether the types of the parameters and of the result follow from the type that the factory returns. */
  readonly isInferred?: boolean;
  readonly parameters: readonly OptionalKind<ParameterDeclarationStructure>[];
  readonly returnType: (plan: MiddlewarePlan) => string;
  readonly parameterTypes?: (plan: MiddlewarePlan) => Readonly<Record<string, string>>;
  readonly factory: {
    readonly typeParameters?: readonly OptionalKind<TypeParameterDeclarationStructure>[];
    readonly parameters?: readonly OptionalKind<ParameterDeclarationStructure>[];
    readonly returnType: (plan: MiddlewarePlan) => string;
    /**
     * The helper that makes what the factory returns, from the name of the middleware and its function. Default: the
     * factory returns the function.
     */
    readonly maker?: string;
    /** The signature that applications see, if it is more general than that of the implementation. */
    readonly shown?: {
      readonly typeParameters: readonly OptionalKind<TypeParameterDeclarationStructure>[];
      readonly parameters: readonly OptionalKind<ParameterDeclarationStructure>[];
      readonly returnType: string;
      /** Why the implementation can be less general. */
      readonly reason: string;
    };
  };
}

/** The types of hooks, and the comments about their parameters in the stub. */
export interface HookFrame {
  readonly parameters: Readonly<Record<HookName, string>>;
  /** Return types; by default `void` for `after`, which is synchronous, and `unknown` for the others. */
  readonly returns?: Readonly<Record<HookName, string>>;
  readonly examples: Readonly<Record<HookName, string>>;
}

/** The function of the index module that mounts the middleware. */
export interface IndexFrame {
  readonly register: (
    /** The names of the factories, outermost first. Each takes `options`. */
    factories: readonly string[],
    plans: readonly MiddlewarePlan[],
  ) => OptionalKind<FunctionDeclarationStructure> & {
    readonly parameters: readonly OptionalKind<ParameterDeclarationStructure>[];
  };
  /** Re-exports of the index module, in addition to the factories and the types that all servers have. */
  readonly reexports: (plans: readonly MiddlewarePlan[]) => NonNullable<ModuleDraft['reexports']>;
}
