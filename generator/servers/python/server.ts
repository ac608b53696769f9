/**
 * The interface of a Python server. The options, the hooks, the route gates and the steps are the same for all servers
 * and are printed by this folder. A server defines how requests and responses are accessed.
 */
import type { PythonDraft, PythonExternals } from '../../languages/python/modules.js';
import type { ValueScope } from '../../languages/values.js';
import type { CourseTraits } from '../../plan/course.js';
import type { Presence } from '../../plan/knowledge.js';
import type { FeatureName, MiddlewarePlan } from '../../plan/plan.js';
import type { FormScope } from './course.js';

export interface PythonServer {
  /** Folders of `templates/python/` whose files become the helper modules of an output. */
  readonly library: readonly string[];
  /** The template of a middleware class. */
  readonly classTemplate: string;
  readonly traits: CourseTraits;
  /** The statements of the method that handles a request, indented as in the class. */
  readonly printCourse: (scope: FormScope) => string[];
  /** What follows the condition under which a request is only passed on, such as ` or …`; can be empty. */
  readonly unhandled: (scope: FormScope) => string;
  /** Expressions for the parts of header values. */
  readonly valueScope: (gated: ReadonlyMap<FeatureName, string>, environment: ValueScope['environment']) => ValueScope;
  /** Facts about the server's own helpers, in addition to those that apply to every server. */
  readonly facts: (middleware: readonly MiddlewarePlan[]) => Readonly<Record<string, boolean>>;
  /** The presence of settings of the server's own helpers, in addition to those that apply to every server. */
  readonly presence: (middleware: readonly MiddlewarePlan[]) => Readonly<Record<string, Presence>>;
  /** Classes that the application may instantiate as well, so all their fields are kept. */
  readonly open: readonly string[];
  /** The module that an application imports. */
  readonly index: (modules: readonly MiddlewareClass[]) => PythonDraft;
  /** Where names come from that entry modules use and do not import themselves. */
  readonly externals: PythonExternals;
}

/** A middleware, with the symbol of its class and the name of its module. */
export interface MiddlewareClass {
  readonly plan: MiddlewarePlan;
  readonly className: string;
  readonly module: string;
}
