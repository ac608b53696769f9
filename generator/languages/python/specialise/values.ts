/** Determines the values of expressions before the code runs. */
import type { Call, Expression, FunctionDef, Parameter, Slice, Statement } from '../syntax/nodes.js';
import type { Binding } from '../syntax/scopes.js';
import { isText } from './edits.js';
import { isPure } from './effects.js';
import { nameOf } from './program.js';
import type { LoadedModule } from './load.js';
import type { ClassInfo, Program } from './program.js';
import { argumentFor, parametersOf } from './settings.js';
import type { Settings } from './settings.js';
import type { Types } from './types.js';
import type { Usage } from './usage.js';

/** What is known about a value. Absent properties are unknown. */
export interface Known {
  readonly isNone?: boolean;
  readonly isTrue?: boolean;
  /** A literal that can replace the expression. */
  readonly literal?: string;
}

export class Values {
  private readonly program: Program;
  private readonly types: Types;
  private readonly usage: Usage;
  private readonly settings: Settings;
  private readonly facts: Readonly<Record<string, boolean>>;
  private readonly known = new Map<Expression, Known>();
  private readonly bindings = new Map<Binding, Known>();

  constructor(
    program: Program,
    types: Types,
    usage: Usage,
    { settings, facts }: { readonly settings: Settings; readonly facts: Readonly<Record<string, boolean>> },
  ) {
    this.program = program;
    this.types = types;
    this.usage = usage;
    this.settings = settings;
    this.facts = facts;
  }

  of(module: LoadedModule, node: Expression): Known {
    const known = this.known.get(node);
    if (known !== undefined) return known;
    this.known.set(node, nothing);
    const value = this.evaluate(module, node);
    this.known.set(node, value);
    return value;
  }

  private evaluate(module: LoadedModule, node: Expression): Known {
    switch (node.type) {
      case 'Constant':
        return literalValue(node.kind, node.value);
      case 'Tuple':
        return this.tuple(module, node.elements);
      // An empty list can be filled later.
      case 'List':
      case 'Set':
      case 'Dict':
      case 'ListComp':
      case 'JoinedStr':
      case 'Lambda':
        return { isNone: false };
      case 'UnaryOp': {
        const { isTrue } = this.of(module, node.operand);
        return node.operator === 'not' && isTrue !== undefined ? truth(!isTrue) : { isNone: false };
      }
      case 'BoolOp':
        return this.junction(module, node.operator, node.values);
      case 'Compare':
        return this.comparison(module, node);
      case 'IfExp': {
        const { isTrue } = this.of(module, node.test);
        return isTrue === undefined ? nothing : this.of(module, isTrue ? node.body : node.orelse);
      }
      case 'Name':
        return this.variable(module, node);
      case 'Attribute':
        return this.attribute(module, node);
      case 'Call':
        return this.call(module, node);
      default:
        return nothing;
    }
  }

  private tuple(module: LoadedModule, elements: readonly (Expression | Slice)[]): Known {
    const isFilled = elements.some((one) => one.type !== 'Starred' || this.of(module, one.value).isTrue === true);
    if (!isFilled && elements.length > 0) return { isNone: false };
    return { isNone: false, isTrue: isFilled };
  }

  private junction(module: LoadedModule, operator: 'and' | 'or', values: readonly Expression[]): Known {
    const stops = operator === 'or';
    for (const value of values) {
      const known = this.of(module, value);
      if (known.isTrue === stops) return known;
      if (known.isTrue === undefined) {
        // An operand that decides the result makes the whole expression true or false, whatever comes before it.
        const isDecided = values.some((one) => this.of(module, one).isTrue === stops);
        return isDecided ? { isTrue: stops } : nothing;
      }
    }
    const last = values.at(-1);
    return last === undefined ? nothing : this.of(module, last);
  }

  private comparison(module: LoadedModule, { left, operators, comparators }: Expression & { type: 'Compare' }): Known {
    const [operator] = operators;
    const [right] = comparators;
    if (operators.length !== 1 || right === undefined || (operator !== 'is' && operator !== 'is not')) return nothing;
    if (this.of(module, right).isNone !== true) return nothing;
    const { isNone } = this.of(module, left);
    return isNone === undefined ? nothing : truth(isNone === (operator === 'is'));
  }

  /** The value of a local variable that is assigned once, or of a parameter that is always the same. */
  private variable(module: LoadedModule, node: Expression): Known {
    const binding = module.scopes.meaningOf.get(node);
    if (binding?.scope.kind !== 'function' || binding.definitions.length > 1) return nothing;
    const known = this.bindings.get(binding);
    if (known !== undefined) return known;
    this.bindings.set(binding, nothing);
    const value = this.bound(module, binding);
    this.bindings.set(binding, value);
    return value;
  }

  private bound(module: LoadedModule, { definitions: [definition] }: Binding): Known {
    if (definition === undefined) return nothing;
    const parent = module.parents.get(definition);
    if (parent?.type === 'Parameter') return this.parameter(module, parent);
    if (parent?.type === 'Assign' && parent.targets.length === 1) return this.of(module, parent.value);
    if (parent?.type === 'AnnAssign' && parent.value !== undefined) return this.of(module, parent.value);
    return nothing;
  }

  /** The value of a parameter for which all calls pass the same literal or use the default. */
  private parameter(module: LoadedModule, parameter: Parameter): Known {
    const around = module.parents.get(parameter);
    if (around?.type !== 'FunctionDef' || parameter.kind === 'rest' || parameter.kind === 'keywords') return nothing;
    const calls = this.settings.callsOf(module, around);
    if (calls === undefined || calls.length === 0) return nothing;
    const given = calls.map(({ module: there, call }): Known => {
      const argument = argumentFor(call.arguments, parametersOf(around), parameter.name.text);
      if (argument !== undefined) return this.of(there, argument.value);
      return parameter.default === undefined ? nothing : this.of(module, parameter.default);
    });
    const [first = nothing] = given;
    return first.literal !== undefined && given.every(({ literal }) => literal === first.literal) ? first : nothing;
  }

  private attribute(module: LoadedModule, node: Expression & { type: 'Attribute' }): Known {
    const name = node.attribute.text;
    if (isFacts(module, node.value)) {
      const fact = this.facts[name];
      if (fact === undefined) throw new Error(`${module.draft.name} uses the unknown fact "${name}".`);
      return truth(fact);
    }
    const info = this.types.typeOf(module, node.value);
    if (info === undefined) return nothing;
    const field = this.settings.fieldOf(info, name);
    if (field !== undefined) {
      const constant = this.settings.constantOf(info, name);
      if (constant !== undefined) return this.of(constant.module, constant.value);
      if (field.presence === 'always') return { isNone: false };
      if (field.presence === 'never' && field.node.value !== undefined) {
        return this.of(field.owner.module, field.node.value);
      }
      return nothing;
    }
    return this.written(info, name);
  }

  /** The value of an attribute, if all assigned values are of one kind. */
  private written(info: ClassInfo, name: string): Known {
    if (info.kind !== 'plain') return nothing;
    const values = this.usage
      .writesOf(info, name)
      .map(({ module, value }) => (value === undefined ? nothing : this.of(module, value)));
    const [first, ...rest] = values;
    if (first === undefined) return nothing;
    if (rest.length === 0) return first;
    return rest.every(({ isNone }) => isNone === first.isNone) && first.isNone === false ? { isNone: false } : nothing;
  }

  private call(module: LoadedModule, node: Call): Known {
    const { callee } = node;
    if (this.program.classAt(module, callee) !== undefined) return { isNone: false };
    if (nameOf(callee) === 'range') return rangeValue(node);
    if (nameOf(callee) === 'frozenset') {
      const [items] = node.arguments;
      const isTrue = items === undefined ? false : this.of(module, items.value).isTrue;
      return isTrue === undefined ? { isNone: false } : { isNone: false, isTrue };
    }
    if (['tuple', 'list', 'dict', 'frozenset', 'str'].includes(nameOf(callee))) return { isNone: false };
    if (this.isForgottenKey(module, node)) return literalValue('word', 'None');
    const called = this.calledFunction(module, callee);
    if (called === undefined || !isPure(this.program, called.module, called.value)) return nothing;
    const known = this.of(called.module, called.value);
    const hasPureArguments = node.arguments.every(({ value }) => isPure(this.program, module, value));
    return hasPureArguments && known.literal !== undefined ? known : nothing;
  }

  /** Whether a call is `record.get("key")` for a key that is never set. */
  private isForgottenKey(module: LoadedModule, { callee, arguments: given }: Call): boolean {
    if (callee.type !== 'Attribute' || callee.attribute.text !== 'get' || given.length !== 1) return false;
    const key = given[0]?.value;
    if (key?.type !== 'Constant' || key.kind !== 'string' || this.usage.hasKey(key.value)) return false;
    return this.types.typeOf(module, callee.value)?.kind === 'typedDict';
  }

  /** The result of a function that does nothing else than return it. */
  private calledFunction(
    module: LoadedModule,
    callee: Expression,
  ): { readonly module: LoadedModule; readonly value: Expression } | undefined {
    let found: { readonly module: LoadedModule; readonly node: FunctionDef } | undefined;
    if (callee.type === 'Attribute') {
      const method = this.types.methodOf(this.types.typeOf(module, callee.value), callee.attribute.text);
      const isOnly = method !== undefined && this.usage.callsOfMethod(method.owner, method.node) !== undefined;
      found = isOnly ? { module: method.owner.module, node: method.node } : undefined;
    } else {
      const declaration = this.program.declarationAt(module, callee);
      if (declaration?.statement.type === 'FunctionDef') {
        found = { module: declaration.module, node: declaration.statement };
      }
    }
    if (found === undefined || found.node.isAsync) return undefined;
    const only = onlyStatement(found.node.body);
    return only?.type === 'Return' && only.value !== undefined
      ? { module: found.module, value: only.value }
      : undefined;
  }
}

/** A range has items if its ends are numbers and the first one is smaller. */
function rangeValue({ arguments: given }: Call): Known {
  const [start, end] = given.map(({ value }) => (value.type === 'Constant' ? Number(value.value) : NaN));
  return start !== undefined && end !== undefined && start < end ? { isNone: false, isTrue: true } : { isNone: false };
}

/** Whether an expression is the object that holds the facts. */
function isFacts(module: LoadedModule, node: Expression): boolean {
  if (nameOf(node) !== 'facts') return false;
  const binding = module.scopes.meaningOf.get(node);
  return binding?.scope === module.scopes.module && binding.definitions.every(({ type }) => type === 'Alias');
}

/** The only statement of a body, except its docstring. */
function onlyStatement(body: readonly Statement[]): Statement | undefined {
  const statements = body.filter((one) => !isText(one));
  return statements.length === 1 ? statements[0] : undefined;
}

const nothing: Known = {};

function truth(isTrue: boolean): Known {
  return { isNone: false, isTrue, literal: isTrue ? 'True' : 'False' };
}

function literalValue(kind: string, value: string): Known {
  if (kind === 'word' && value === 'None') return { isNone: true, isTrue: false, literal: 'None' };
  if (kind === 'word' && value !== '...') return truth(value === 'True');
  if (kind === 'string' || kind === 'bytes') return { isNone: false, isTrue: value !== '' };
  return { isNone: false };
}
