/** Removes unused statements, local variables, attributes, methods, keys, and values of `Literal` types. */
import type { AnnAssign, Assign, ClassDef, Expression, FunctionDef, Node, Statement, Suite } from '../syntax/nodes.js';
import { isText } from './edits.js';
import type { Edits } from './edits.js';
import { isPure } from './effects.js';
import { nameOf } from './program.js';
import type { LoadedModule } from './load.js';
import type { Program } from './program.js';
import type { Settings } from './settings.js';
import type { Types } from './types.js';
import type { Usage } from './usage.js';

export interface Tools {
  readonly program: Program;
  readonly types: Types;
  readonly usage: Usage;
  readonly settings: Settings;
}

export class Dropper {
  private readonly tools: Tools;
  private readonly module: LoadedModule;
  private readonly edits: Edits;

  constructor(tools: Tools, module: LoadedModule, edits: Edits) {
    this.tools = tools;
    this.module = module;
    this.edits = edits;
  }

  /** Visits all suites. */
  drop(): void {
    for (const { suite, owner } of this.module.suites) this.dropFrom(suite, owner);
  }

  private dropFrom(suite: Suite, owner: Node): void {
    const end = suite.findIndex(({ type }) => ['Return', 'Raise', 'Continue', 'Break'].includes(type));
    for (const [index, statement] of suite.entries()) {
      const isUnreached = end !== -1 && index > end;
      if (isUnreached || this.isNeedless(statement, suite, index, owner)) this.edits.removeStatement(statement, suite);
      else if (this.isReturned(statement, suite[index + 1])) this.returnValue(statement, suite);
      else if (statement.type === 'Assign' || statement.type === 'AnnAssign') this.dropName(statement, owner);
      else if (statement.type === 'FunctionDef') this.makeStatic(statement, owner);
    }
  }

  private isNeedless(statement: Statement, suite: Suite, index: number, owner: Node): boolean {
    switch (statement.type) {
      case 'Pass':
        return suite.length > 1;
      case 'If': {
        const [only, ...others] = statement.clauses;
        return others.length === 0 && only !== undefined && isEmpty(only.body) && this.isPure(only.test);
      }
      case 'For':
        return isEmpty(statement.body) && statement.orelse === undefined && this.isPure(statement.iter);
      case 'AugAssign':
        return this.isUnreadTarget(statement.target) && this.isPure(statement.value);
      case 'Assign':
      case 'AnnAssign':
        if (owner.type === 'ClassDef') return statement.type === 'AnnAssign' && this.isUnreadMember(statement, owner);
        if (this.isReplaced(statement, suite[index + 1])) return true;
        return this.targetsOf(statement).every((target) => this.isUnreadTarget(target)) && this.isPure(statement.value);
      case 'FunctionDef':
        return owner.type === 'ClassDef' && this.isUnreadMethod(statement, owner);
      case 'Expr':
        return this.doesNothing(statement.value);
      default:
        return false;
    }
  }

  private isPure(node: Node | undefined): boolean {
    return isPure(this.tools.program, this.module, node);
  }

  private targetsOf(statement: Assign | AnnAssign): readonly Expression[] {
    return statement.type === 'Assign' ? statement.targets : [statement.target];
  }

  private isUnreadTarget(target: Expression): boolean {
    if (target.type === 'Name') {
      const binding = this.module.scopes.meaningOf.get(target);
      return binding?.scope.kind === 'function' && binding.reads.length === 0 && !target.id.startsWith('_');
    }
    if (target.type !== 'Attribute' || nameOf(target.value) !== 'self') return false;
    const info = this.tools.types.typeOf(this.module, target.value);
    return info?.kind === 'plain' && !this.tools.usage.isRead(info, target.attribute.text);
  }

  /** Whether the next statement overwrites the value. */
  private isReplaced(statement: Assign | AnnAssign, next: Statement | undefined): boolean {
    const [target, ...others] = this.targetsOf(statement);
    if (next?.type !== 'Assign' || next.targets.length > 1 || others.length > 0 || target === undefined) return false;
    const [name, replaced] = [this.edits.source(target), this.edits.source(next.targets[0] ?? next)];
    const isUsed = this.edits.source(next.value).includes(name);
    return target.type === 'Attribute' && name === replaced && !isUsed && this.isPure(statement.value);
  }

  /** Whether the next statement returns the local variable and nothing else reads it. */
  private isReturned(statement: Statement, next: Statement | undefined): boolean {
    if (statement.type !== 'Assign' || next?.type !== 'Return' || next.value?.type !== 'Name') return false;
    const [target, ...others] = statement.targets;
    const binding = this.module.scopes.meaningOf.get(next.value);
    const isSame = target?.type === 'Name' && target.id === next.value.id && others.length === 0;
    return isSame && binding?.definitions.length === 1 && binding.reads.length === 1;
  }

  private returnValue(statement: Statement, suite: Suite): void {
    const next = suite[suite.indexOf(statement) + 1];
    if (statement.type !== 'Assign' || next?.type !== 'Return' || next.value === undefined) return;
    this.edits.replace({ start: statement.start, end: next.value.end }, `return ${this.edits.source(statement.value)}`);
  }

  /** Removes an unused local variable whose value has side effects, and keeps the value. */
  private dropName(statement: Assign | AnnAssign, owner: Node): void {
    const [target, ...others] = this.targetsOf(statement);
    if (owner.type === 'ClassDef' || target?.type !== 'Name' || others.length > 0 || statement.value === undefined)
      return;
    if (!this.isUnreadTarget(target)) return;
    this.edits.replace({ start: statement.start, end: statement.value.start }, '');
  }

  /** Whether a key of a `TypedDict` or a member of a protocol is never set or never read. */
  private isUnreadMember({ target }: AnnAssign, owner: ClassDef): boolean {
    const info = this.tools.program.classNamed(owner);
    const name = nameOf(target);
    if (info?.kind === 'typedDict') return isPartial(owner) && !this.tools.usage.hasKey(name);
    return info?.kind === 'protocol' && !this.tools.usage.isRead(info, name);
  }

  private isUnreadMethod({ name, decorators }: FunctionDef, owner: ClassDef): boolean {
    const info = this.tools.program.classNamed(owner);
    const isPlain = decorators.every((one) => nameOf(one) === 'staticmethod');
    if (info === undefined || !isPlain || name.text.startsWith('__')) return false;
    return !this.tools.usage.isRead(info, name.text);
  }

  /** Whether an expression is a call of an empty function. */
  private doesNothing(value: Expression): boolean {
    if (value.type !== 'Call' || !value.arguments.every((argument) => this.isPure(argument.value))) return false;
    const { callee } = value;
    if (callee.type !== 'Attribute' || !this.isPure(callee.value)) return false;
    const info = this.tools.types.typeOf(this.module, callee.value);
    const method = this.tools.types.methodOf(info, callee.attribute.text);
    if (method === undefined || this.tools.usage.callsOfMethod(method.owner, method.node) === undefined) return false;
    return !method.node.isAsync && isEmpty(method.node.body);
  }

  /** Converts a method that does not use `self` to a static method. */
  private makeStatic(node: FunctionDef, owner: Node): void {
    const [self] = node.parameters;
    const info = owner.type === 'ClassDef' ? this.tools.program.classNamed(owner) : undefined;
    if (info?.kind !== 'plain' || self?.name.text !== 'self' || !/^_[a-z]/.test(node.name.text)) return;
    if (node.decorators.length > 0 || this.tools.usage.callsOfMethod(info, node) === undefined) return;
    if ((this.module.scopes.meaningOf.get(self.name)?.reads.length ?? 1) > 0) return;
    this.edits.replace({ start: node.start, end: node.start }, `@staticmethod\n${this.edits.indentOf(node)}`);
    this.edits.removeItem(self, node.parameters);
  }
}

function isEmpty(suite: Suite): boolean {
  return suite.every((one) => one.type === 'Pass' || isText(one));
}

/** Whether the keys of a `TypedDict` are optional. */
function isPartial({ arguments: given }: ClassDef): boolean {
  return given.some(
    ({ keyword, value }) => keyword?.text === 'total' && value.type === 'Constant' && value.value === 'False',
  );
}
