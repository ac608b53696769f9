/**
 * What a server interface adds to the TypeScript that all of them share: the options, the hooks' types, the route gates,
 * the steps and the factory around them are written here once; how a request and a response are reached is the server's.
 */
import type {
  FunctionDeclarationStructure,
  ImportDeclarationStructure,
  OptionalKind,
  ParameterDeclarationStructure,
  TypeParameterDeclarationStructure,
} from 'ts-morph';
import type { ModuleDraft } from '../../languages/typescript/modules.js';
import type { ValueScope } from '../../languages/values.js';
import type { FeatureName, HookName, MiddlewarePlan } from '../../plan/plan.js';
import type { CourseTraits } from '../../plan/course.js';
import type { Knowledge } from '../../plan/knowledge.js';
import type { ServerForms } from './course.js';

export interface TypeScriptServer {
  /** Folders of `templates/typescript/` whose sources become the helper modules of an output. */
  readonly library: readonly string[];
  /** The one among them with the module of the platform. */
  readonly platform: string;
  /** Settings of its own helpers that are there or not, beside those that a plan settles for every server. */
  readonly presence?: Knowledge['presence'];
  /** Folder of the templates of steps. */
  readonly steps: string;
  /** How these reach request and response, by the names of their holes. */
  readonly bindings: Readonly<Record<string, string>>;
  /** A random UUID, as an expression. */
  readonly randomUuid: string;
  /** The method of a request, as an expression. */
  readonly method: string;
  /** How values reach what they speak of, at either moment. */
  readonly scope: (
    moment: 'request' | 'head',
    gated: ReadonlyMap<FeatureName, string>,
  ) => Pick<ValueScope, 'requestHeader' | 'requestMethod' | 'responseStatus'>;
  readonly signature: Signature;
  readonly traits: CourseTraits;
  /** The statements of the function that handles a request. */
  readonly forms: ServerForms;
  /** Checks at start-up that a plan asks for. */
  readonly startUp: (plan: MiddlewarePlan) => readonly string[];
  /** Declarations at the top of the module of a middleware that gives requests an id. */
  readonly identifying: () => readonly string[];
  readonly hooks: HookFrame;
  readonly index: IndexFrame;
  /** What its entry modules take from packages; what one does not need is left out of it. */
  readonly imports: readonly ImportDeclarationStructure[];
  /** What the platform has without an import, besides what the language itself has. */
  readonly globals: readonly string[];
}

/** How the function that handles a request is written, and the factory that makes it. */
export interface Signature {
  readonly isAsync: boolean;
  readonly parameters: readonly OptionalKind<ParameterDeclarationStructure>[];
  readonly returnType: (plan: MiddlewarePlan) => string;
  readonly parameterTypes?: (plan: MiddlewarePlan) => Readonly<Record<string, string>>;
  readonly factory: {
    readonly typeParameters?: readonly OptionalKind<TypeParameterDeclarationStructure>[];
    readonly parameters?: readonly OptionalKind<ParameterDeclarationStructure>[];
    readonly returnType: (plan: MiddlewarePlan) => string;
  };
}

/** The types of the application's own functions, and what the stub says of their parameters. */
export interface HookFrame {
  readonly parameters: Readonly<Record<HookName, string>>;
  /** What they may return; absent: `void` for `after`, which cannot wait. */
  readonly returns?: Readonly<Record<HookName, string>>;
  readonly examples: Readonly<Record<HookName, string>>;
}

/** The function of the index module that puts the middleware in their place. */
export interface IndexFrame {
  readonly register: (
    /** Their names, outermost first; each takes `options`. */
    factories: readonly string[],
    plans: readonly MiddlewarePlan[],
  ) => OptionalKind<FunctionDeclarationStructure> & {
    readonly parameters: readonly OptionalKind<ParameterDeclarationStructure>[];
  };
  /** What the index module passes on besides the factories and the types that all servers have. */
  readonly reexports: (plans: readonly MiddlewarePlan[]) => NonNullable<ModuleDraft['reexports']>;
}
