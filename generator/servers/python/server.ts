/**
 * What a server interface adds to the Python that all of them share: the options, the hooks, the route gates and the steps are
 * written here once; how a request and a response are reached is the server's.
 */
import type { PythonDraft, PythonExternals } from '../../languages/python/modules.js';
import type { ValueScope } from '../../languages/values.js';
import type { CourseTraits } from '../../plan/course.js';
import type { Presence } from '../../plan/knowledge.js';
import type { FeatureName, MiddlewarePlan } from '../../plan/plan.js';
import type { FormScope } from './course.js';

export interface PythonServer {
  /** Folders of `templates/python/` whose sources become the helper modules of an output. */
  readonly library: readonly string[];
  /** The template of the class of a middleware. */
  readonly classTemplate: string;
  readonly traits: CourseTraits;
  /** The statements of the method that handles a request, each indented as in the class. */
  readonly printCourse: (scope: FormScope) => string[];
  /** How values reach what they speak of. */
  readonly valueScope: (gated: ReadonlyMap<FeatureName, string>, environment: ValueScope['environment']) => ValueScope;
  /** Settings of its own helpers that are there or not, beside those that a plan settles for every server. */
  readonly presence: (middleware: readonly MiddlewarePlan[]) => Readonly<Record<string, Presence>>;
  /** Classes of its helpers and of the options that the application may make too, so that all their fields stay. */
  readonly open: readonly string[];
  /** The module that an application imports. */
  readonly index: (modules: readonly MiddlewareClass[]) => PythonDraft;
  /** Where its entry modules take from what they do not import themselves. */
  readonly externals: PythonExternals;
}

/** A middleware, with the symbol of its class and the name of its module. */
export interface MiddlewareClass {
  readonly plan: MiddlewarePlan;
  readonly className: string;
  readonly module: string;
}
