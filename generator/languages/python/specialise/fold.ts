/** Replaces expressions with known values, and removes branches that are never taken. */
import type { Expression, If, Node, Suite } from '../syntax/nodes.js';
import type { Edits } from './edits.js';
import { isPure } from './effects.js';
import { nameOf } from './program.js';
import type { LoadedModule } from './load.js';
import type { Program } from './program.js';
import type { Values } from './values.js';

export class Folder {
  private readonly program: Program;
  private readonly values: Values;
  private readonly module: LoadedModule;
  private readonly edits: Edits;

  constructor(program: Program, values: Values, module: LoadedModule, edits: Edits) {
    this.program = program;
    this.values = values;
    this.module = module;
    this.edits = edits;
  }

  /** Folds everything possible. The parts of folded expressions are handled in a later round. */
  fold(): void {
    for (const node of this.module.foldables) {
      if (node.type === 'If') this.foldIf(node);
      else if (this.isRead(node)) this.foldExpression(node);
    }
  }

  private foldIf(node: If): boolean {
    const { clauses } = node;
    const known = clauses.map(({ test }) =>
      test === undefined ? undefined : this.values.of(this.module, test).isTrue,
    );
    const isClean = ({ test }: (typeof clauses)[number]): boolean => isPure(this.program, this.module, test);
    const index = clauses.findIndex((clause, position) => known[position] !== undefined && isClean(clause));
    const [clause, following] = [clauses[index], clauses[index + 1]];
    if (clause === undefined) return false;
    if (known[index] === true) {
      if (index === 0) this.edits.unwrap(node, clause.body);
      else {
        // The condition is always true here, so later branches are never reached.
        this.edits.replace({ start: clause.start, end: clause.test?.end ?? clause.start }, 'else');
        if (following !== undefined) this.edits.replace({ start: clause.end, end: node.end }, '');
      }
    } else if (index > 0) {
      this.edits.replace({ start: clauses[index - 1]?.end ?? clause.start, end: clause.end }, '');
    } else if (following === undefined) this.edits.removeStatement(node, this.suiteOf(node));
    else if (following.test === undefined) this.edits.unwrap(node, following.body);
    else this.edits.replace({ start: clause.start, end: following.start + 'elif'.length }, 'if');
    return true;
  }

  private suiteOf(node: Node): Suite {
    const parent = this.module.parents.get(node);
    const suites = Object.values(parent ?? {}).filter((field): field is Suite => Array.isArray(field));
    return suites.find((suite) => suite.some((one) => one === node)) ?? [];
  }

  private foldExpression(node: Expression): boolean {
    if (node.type === 'Constant') return false;
    const known = this.values.of(this.module, node);
    // If the value of a call is known, it was already checked that the call has no side effects.
    if (known.literal !== undefined && (node.type === 'Call' || isPure(this.program, this.module, node))) {
      this.edits.substitute(node, known.literal, { isLoose: false, isOperand: false });
      return true;
    }
    if (node.type === 'Name') return this.foldAlias(node) || this.foldSpread(node);
    if (node.type === 'IfExp') {
      const { isTrue } = this.values.of(this.module, node.test);
      if (isTrue === undefined || !isPure(this.program, this.module, node.test)) return false;
      return this.substitute(node, isTrue ? node.body : node.orelse);
    }
    if (node.type === 'BoolOp') return this.foldJunction(node.operator, node.values, node);
    if (node.type === 'ListComp') return this.foldFilter(node);
    return false;
  }

  private foldJunction(operator: 'and' | 'or', values: readonly Expression[], node: Expression): boolean {
    const stops = operator === 'or';
    const isTrue = (one: Expression): boolean | undefined => this.values.of(this.module, one).isTrue;
    const end = values.findIndex((one) => isTrue(one) === stops);
    const reached = end === -1 ? values : values.slice(0, end + 1);
    const last = reached.at(-1);
    // The last operand is the result, whatever its value is.
    const kept = reached.filter(
      (one) => one === last || isTrue(one) !== !stops || !isPure(this.program, this.module, one),
    );
    const isTruth = this.isCondition(node) || kept.every((one) => isBoolean(one));
    const isLastNeedless = kept.length > 1 && last !== undefined && isTrue(last) === !stops && isTruth;
    const all = isLastNeedless && isPure(this.program, this.module, last) ? kept.slice(0, -1) : kept;
    const [first, ...more] = all;
    if (first === undefined || all.length === values.length) return false;
    if (more.length === 0) return this.substitute(node, first);
    const text = all.map((one) => this.withBrackets(one)).join(` ${operator} `);
    this.edits.replace(node, text);
    return true;
  }

  /** Folds `[x for x in (a, b) if x is not None]`: removes items that are `None`, and the condition if none can be. */
  private foldFilter({ element, generators, start, end }: Comprehended): boolean {
    const [generator, ...others] = generators;
    const [condition, ...more] = generator?.conditions ?? [];
    if (generator?.iter.type !== 'Tuple' || condition === undefined || others.length + more.length > 0) return false;
    const name = nameOf(generator.target);
    const isFilter =
      nameOf(element) === name &&
      condition.type === 'Compare' &&
      nameOf(condition.left) === name &&
      condition.operators[0] === 'is not' &&
      condition.comparators.length === 1 &&
      condition.comparators[0]?.type === 'Constant';
    if (!isFilter || name === '') return false;
    const items = generator.iter.elements.filter((one) => one.type !== 'Slice');
    const known = items.map((one) => this.values.of(this.module, one).isNone);
    const kept = items.filter((_, index) => known[index] !== true);
    const text = kept.map((one) => this.edits.source(one)).join(', ');
    if (kept.every((one) => known[items.indexOf(one)] === false)) {
      this.edits.replace({ start, end }, kept.length === 1 ? `(${text},)` : `(${text})`);
      return true;
    }
    if (kept.length === items.length) return false;
    this.edits.replace(generator.iter, `(${text}${kept.length === 1 ? ',' : ''})`);
    return true;
  }

  /** Replaces a local variable that is an alias of a module constant. */
  private foldAlias(node: Expression & { type: 'Name' }): boolean {
    const binding = this.module.scopes.meaningOf.get(node);
    const [definition, ...more] = binding?.definitions ?? [];
    if (binding?.scope.kind !== 'function' || definition === undefined || more.length > 0) return false;
    const parent = this.module.parents.get(definition);
    if (parent?.type !== 'Assign' || parent.targets.length > 1 || parent.value.type !== 'Name') return false;
    if (!/^[A-Z][A-Z_\d]*$/.test(parent.value.id)) return false;
    this.edits.replace(node, parent.value.id);
    return true;
  }

  /** Puts the items of a dictionary in the place of `**name`, if nothing else reads the variable. */
  private foldSpread(node: Expression & { type: 'Name' }): boolean {
    const item = this.module.parents.get(node);
    const dictionary = item === undefined ? undefined : this.module.parents.get(item);
    if (item?.type !== 'DictItem' || item.key !== undefined || dictionary?.type !== 'Dict') return false;
    const binding = this.module.scopes.meaningOf.get(node);
    const [definition, ...more] = binding?.definitions ?? [];
    if (definition === undefined || more.length > 0 || binding?.reads.length !== 1) return false;
    const parent = this.module.parents.get(definition);
    if ((parent?.type !== 'Assign' && parent?.type !== 'AnnAssign') || parent.value?.type !== 'Dict') return false;
    const { items } = parent.value;
    if (!items.every(({ value }) => isPure(this.program, this.module, value))) return false;
    if (items.length === 0) this.edits.removeItem(item, dictionary.items);
    else this.edits.replace(item, items.map((one) => this.edits.source(one)).join(', '));
    return true;
  }

  private substitute(place: Expression, value: Expression): boolean {
    const parent = this.module.parents.get(place);
    const isOperand = parent !== undefined && levelOf(value) < levelIn(parent, place);
    this.edits.substitute(place, this.edits.source(value), { isLoose: isOperand, isOperand });
    return true;
  }

  private withBrackets(node: Expression): string {
    const text = this.edits.source(node);
    const parent = this.module.parents.get(node);
    return parent !== undefined && levelOf(node) < levelIn(parent, node) ? `(${text})` : text;
  }

  /** Whether only the truth of an expression is used. */
  private isCondition(node: Node): boolean {
    const parent = this.module.parents.get(node);
    if (parent?.type === 'Clause' || parent?.type === 'While' || parent?.type === 'IfExp') return parent.test === node;
    if (parent?.type === 'UnaryOp') return parent.operator === 'not';
    return parent?.type === 'BoolOp' && this.isCondition(parent);
  }

  /** Whether an expression is read, as opposed to assigned to or used as a type. */
  private isRead(node: Node): boolean {
    let child = node;
    for (let one = this.module.parents.get(node); one !== undefined; one = this.module.parents.get(one)) {
      if (one.type === 'Assign' || one.type === 'Delete') return !one.targets.some((target) => target === child);
      if (one.type === 'AnnAssign') return one.value === child;
      if (one.type === 'AugAssign' || one.type === 'For') return one.target !== child;
      if (one.type === 'Parameter') return one.default === child;
      if (one.type === 'FunctionDef') return false;
      if (one.type === 'Comprehension') return one.target !== child;
      if (!['Tuple', 'List', 'Starred', 'Attribute', 'Subscript', 'BinOp'].includes(one.type)) return true;
      child = one;
    }
    return true;
  }
}

type Comprehended = Extract<Expression, { readonly generators: unknown; readonly element: Expression }>;

/** Whether an expression is always `True` or `False`. */
function isBoolean(node: Expression): boolean {
  if (node.type === 'BoolOp') return node.values.every(isBoolean);
  if (node.type === 'Constant') return node.value === 'True' || node.value === 'False';
  return node.type === 'Compare' || (node.type === 'UnaryOp' && node.operator === 'not');
}

/** The precedence of an expression. */
function levelOf(node: Expression): number {
  switch (node.type) {
    case 'IfExp':
    case 'Lambda':
    case 'NamedExpr':
      return 0;
    case 'BoolOp':
      return node.operator === 'or' ? 1 : 2;
    case 'UnaryOp':
      return node.operator === 'not' ? 3 : 6;
    case 'Compare':
      return 4;
    case 'BinOp':
      return 5;
    case 'Await':
      return 7;
    default:
      return 8;
  }
}

/** The precedence that an expression needs at its position. */
function levelIn(parent: Node, place: Expression): number {
  switch (parent.type) {
    case 'BoolOp':
      return parent.operator === 'or' ? 1 : 2;
    case 'UnaryOp':
      return parent.operator === 'not' ? 3 : 6;
    case 'Compare':
      return 5;
    case 'BinOp':
      return 6;
    case 'IfExp':
      return parent.orelse === place ? 0 : 1;
    case 'Await':
    case 'Attribute':
      return 8;
    case 'Subscript':
      return parent.value === place ? 8 : 0;
    case 'Call':
      return parent.callee === place ? 8 : 0;
    case 'Comprehension':
      return 1;
    default:
      return 0;
  }
}
