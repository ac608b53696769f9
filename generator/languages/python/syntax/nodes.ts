/**
 * The syntax tree of Python up to 3.14, with the names of Python's `ast` module where possible. Offsets are UTF-16 positions
 * in the text. As in `ast`, the range of an expression does not include parentheses around it, and that of a statement
 * does not include a comment after it.
 */

interface Span {
  readonly start: number;
  readonly end: number;
}

type Is<Type extends string, Fields = object> = Span & { readonly type: Type } & Fields;

export type Node =
  | Module
  | Statement
  | Expression
  | Pattern
  | Clause
  | Handler
  | MatchCase
  | Alias
  | WithItem
  | Parameter
  | TypeParameter
  | Argument
  | Comprehension
  | DictItem
  | Slice
  | Identifier
  | TextPart;

export type Module = Is<'Module', { readonly body: readonly Statement[] }>;

/** A name that is not an expression: that of a definition, parameter, attribute or import. */
export type Identifier = Is<'Identifier', { readonly text: string }>;

export type Statement =
  | FunctionDef
  | ClassDef
  | If
  | For
  | Is<'While', { readonly test: Expression; readonly body: Suite; readonly orelse?: Suite }>
  | With
  | Try
  | Match
  | Assign
  | AnnAssign
  | Is<'AugAssign', { readonly target: Expression; readonly operator: string; readonly value: Expression }>
  | Is<'Expr', { readonly value: Expression }>
  | Is<'Return', { readonly value?: Expression }>
  | Is<'Raise', { readonly exc?: Expression; readonly cause?: Expression }>
  | Is<'Assert', { readonly test: Expression; readonly msg?: Expression }>
  | Is<'Delete', { readonly targets: readonly Expression[] }>
  | Is<'Global' | 'Nonlocal', { readonly names: readonly Identifier[] }>
  | TypeAlias
  | Import
  | ImportFrom
  | Is<'Pass' | 'Break' | 'Continue'>;

export type Suite = readonly Statement[];

export type FunctionDef = Is<
  'FunctionDef',
  {
    readonly isAsync: boolean;
    readonly decorators: readonly Expression[];
    readonly name: Identifier;
    readonly typeParameters?: readonly TypeParameter[];
    readonly parameters: readonly Parameter[];
    readonly returns?: Expression;
    readonly body: Suite;
  }
>;

export type ClassDef = Is<
  'ClassDef',
  {
    readonly decorators: readonly Expression[];
    readonly name: Identifier;
    readonly typeParameters?: readonly TypeParameter[];
    readonly arguments: readonly Argument[];
    readonly body: Suite;
  }
>;

/** `type X[T] = value`, since Python 3.12. */
export type TypeAlias = Is<
  'TypeAlias',
  { readonly name: Identifier; readonly typeParameters?: readonly TypeParameter[]; readonly value: Expression }
>;
/** `T`, `*T` or `**T` in the brackets of a definition, since Python 3.12; defaults since 3.13. */
export type TypeParameter = Is<
  'TypeParameter',
  {
    readonly kind: 'TypeVar' | 'TypeVarTuple' | 'ParamSpec';
    readonly name: Identifier;
    readonly bound?: Expression;
    readonly default?: Expression;
  }
>;

/** The clauses are `if`, each `elif`, and `else`, which has no test. */
export type If = Is<'If', { readonly clauses: readonly Clause[] }>;
export type Clause = Is<'Clause', { readonly test?: Expression; readonly body: Suite }>;

export type For = Is<
  'For',
  {
    readonly isAsync: boolean;
    readonly target: Expression;
    readonly iter: Expression;
    readonly body: Suite;
    readonly orelse?: Suite;
  }
>;

export type With = Is<'With', { readonly isAsync: boolean; readonly items: readonly WithItem[]; readonly body: Suite }>;
export type WithItem = Is<'WithItem', { readonly value: Expression; readonly target?: Expression }>;

export type Try = Is<
  'Try',
  {
    /** `except*`, since Python 3.11. */
    readonly isGroup: boolean;
    readonly body: Suite;
    readonly handlers: readonly Handler[];
    readonly orelse?: Suite;
    readonly finalbody?: Suite;
  }
>;
export type Handler = Is<'Handler', { readonly kind?: Expression; readonly name?: Identifier; readonly body: Suite }>;

export type Match = Is<'Match', { readonly subject: Expression; readonly cases: readonly MatchCase[] }>;
export type MatchCase = Is<
  'MatchCase',
  { readonly pattern: Pattern; readonly guard?: Expression; readonly body: Suite }
>;
export type Pattern =
  | Is<'MatchValue', { readonly value: Expression }>
  | Is<'MatchSequence', { readonly patterns: readonly Pattern[] }>
  | Is<'MatchStar', { readonly name?: Identifier }>
  | Is<
      'MatchMapping',
      { readonly keys: readonly Expression[]; readonly patterns: readonly Pattern[]; readonly rest?: Identifier }
    >
  | Is<
      'MatchClass',
      {
        readonly class: Expression;
        readonly patterns: readonly Pattern[];
        readonly attributes: readonly Identifier[];
        readonly named: readonly Pattern[];
      }
    >
  /** A capture pattern, or the wildcard `_`, which has neither pattern nor name. */
  | Is<'MatchAs', { readonly pattern?: Pattern; readonly name?: Identifier }>
  | Is<'MatchOr', { readonly patterns: readonly Pattern[] }>;

export type Assign = Is<'Assign', { readonly targets: readonly Expression[]; readonly value: Expression }>;
export type AnnAssign = Is<
  'AnnAssign',
  { readonly target: Expression; readonly annotation: Expression; readonly value?: Expression }
>;

export type Import = Is<'Import', { readonly names: readonly Alias[] }>;
export type ImportFrom = Is<
  'ImportFrom',
  { readonly level: number; readonly module: string; readonly names: readonly Alias[] }
>;
export type Alias = Is<'Alias', { readonly name: string; readonly asName?: Identifier }>;

export type Expression =
  | Name
  | Constant
  | JoinedStr
  | Attribute
  | Is<'Subscript', { readonly value: Expression; readonly slice: Expression | Slice }>
  | Call
  | BoolOp
  | Is<'BinOp', { readonly left: Expression; readonly operator: string; readonly right: Expression }>
  | Is<'UnaryOp', { readonly operator: string; readonly operand: Expression }>
  | Compare
  | IfExp
  | Lambda
  | Is<'NamedExpr', { readonly target: Name; readonly value: Expression }>
  | Is<'Await' | 'YieldFrom' | 'Starred', { readonly value: Expression }>
  | Is<'Yield', { readonly value?: Expression }>
  | Is<'Tuple' | 'List' | 'Set', { readonly elements: readonly (Expression | Slice)[] }>
  | Is<'Dict', { readonly items: readonly DictItem[] }>
  | Is<
      'ListComp' | 'SetComp' | 'GeneratorExp',
      { readonly element: Expression; readonly generators: readonly Comprehension[] }
    >
  | Is<'DictComp', { readonly element: DictItem; readonly generators: readonly Comprehension[] }>;

export type Name = Is<'Name', { readonly id: string }>;

/** `None`, `True`, `False`, `...`, a number as written, or a string with its value. */
export type Constant = Is<
  'Constant',
  { readonly kind: 'word' | 'number' | 'bytes' | 'string'; readonly value: string }
>;

/** An f-string, a t-string (since Python 3.14), or adjacent strings that include one. */
export type JoinedStr = Is<'JoinedStr', { readonly isTemplate: boolean; readonly parts: readonly TextPart[] }>;
/** A replacement field of an f-string. The text between the fields is not stored. */
export type TextPart = Is<
  'FormattedValue',
  { readonly value: Expression; readonly conversion: string; readonly format: readonly TextPart[] }
>;

export type Attribute = Is<'Attribute', { readonly value: Expression; readonly attribute: Identifier }>;
export type Call = Is<'Call', { readonly callee: Expression; readonly arguments: readonly Argument[] }>;
/** A positional argument, a keyword argument or `**`. `*` is part of the expression. */
export type Argument = Is<
  'Argument',
  { readonly keyword?: Identifier; readonly isMapping: boolean; readonly value: Expression }
>;
export type BoolOp = Is<'BoolOp', { readonly operator: 'and' | 'or'; readonly values: readonly Expression[] }>;
export type Compare = Is<
  'Compare',
  { readonly left: Expression; readonly operators: readonly string[]; readonly comparators: readonly Expression[] }
>;
export type IfExp = Is<'IfExp', { readonly test: Expression; readonly body: Expression; readonly orelse: Expression }>;
export type Lambda = Is<'Lambda', { readonly parameters: readonly Parameter[]; readonly body: Expression }>;
export type Comprehension = Is<
  'Comprehension',
  {
    readonly isAsync: boolean;
    readonly target: Expression;
    readonly iter: Expression;
    readonly conditions: readonly Expression[];
  }
>;
/** Without a key, the value is preceded by `**`. */
export type DictItem = Is<'DictItem', { readonly key?: Expression; readonly value: Expression }>;
export type Slice = Is<
  'Slice',
  { readonly lower?: Expression; readonly upper?: Expression; readonly step?: Expression }
>;

export type ParameterKind = 'positional' | 'either' | 'rest' | 'keyword' | 'keywords';
export type Parameter = Is<
  'Parameter',
  {
    readonly kind: ParameterKind;
    readonly name: Identifier;
    readonly annotation?: Expression;
    readonly default?: Expression;
  }
>;

/** The child nodes of a node, in the order of its fields. */
export function childrenOf(node: Node): readonly Node[] {
  const found: Node[] = [];
  for (const key in node) {
    const field: unknown = node[key as keyof Node];
    if (typeof field !== 'object') continue;
    if (Array.isArray(field)) {
      for (const one of field) if (isNode(one)) found.push(one);
    } else if (isNode(field)) found.push(field);
  }
  return found;
}

/**
 * Visits a node and its descendants, parents first. If `visit` returns `false`, the descendants of that node are
 * skipped.
 */
export function walk(node: Node, visit: (node: Node) => boolean | undefined): void {
  if (visit(node) === false) return;
  for (const child of childrenOf(node)) walk(child, visit);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}
