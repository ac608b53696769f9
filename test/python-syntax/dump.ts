/** Prints our syntax trees in the format that `dump.py` uses for those of Python's `ast`. */
import type {
  Argument,
  Clause,
  Comprehension,
  Expression,
  Node,
  Parameter,
  Pattern,
  TextPart,
  TypeParameter,
} from '../../generator/languages/python/syntax/nodes.js';

type Fields = Readonly<Record<string, unknown>>;

/** With `hasPlaces`, offsets are included. Python does not provide them inside f-strings. */
export function dump(node: Node | undefined, hasPlaces = true): unknown {
  if (node === undefined) return null;
  const one = (child: Node | undefined): unknown => dump(child, hasPlaces);
  const all = (children: readonly Node[] | undefined): unknown[] => (children ?? []).map(one);
  const list = (kind: string, fields: Fields, place: Node = node): unknown[] => [
    kind,
    ...(hasPlaces ? [[place.start, place.end]] : []),
    fields,
  ];
  const unplaced = (kind: string, fields: Fields): unknown[] => (hasPlaces ? [kind, [], fields] : [kind, fields]);
  const elif = ([first, ...rest]: readonly Clause[], end: number): unknown[] => {
    if (first === undefined) return [];
    if (first.test === undefined) return all(first.body);
    const fields = { test: one(first.test), body: all(first.body), orelse: elif(rest, end) };
    return [list('If', fields, { ...first, end })];
  };
  const parameters = (items: readonly Parameter[]): unknown => {
    const arg = (item: Parameter | undefined): unknown =>
      item === undefined
        ? null
        : hasPlaces
          ? ['arg', [], { arg: item.name.text, annotation: one(item.annotation) }]
          : ['arg', { arg: item.name.text, annotation: one(item.annotation) }];
    const of = (...kinds: readonly string[]): readonly Parameter[] => items.filter(({ kind }) => kinds.includes(kind));
    return unplaced('arguments', {
      posonlyargs: of('positional').map(arg),
      args: of('either').map(arg),
      vararg: arg(of('rest')[0]),
      kwonlyargs: of('keyword').map(arg),
      kw_defaults: of('keyword').map((item) => one(item.default)),
      kwarg: arg(of('keywords')[0]),
      defaults: of('positional', 'either').flatMap((item) => (item.default === undefined ? [] : [one(item.default)])),
    });
  };
  const call = (items: readonly Argument[]): { args: unknown[]; keywords: unknown[] } => ({
    args: items.filter((item) => item.keyword === undefined && !item.isMapping).map(({ value }) => one(value)),
    keywords: items
      .filter((item) => item.keyword !== undefined || item.isMapping)
      .map(({ keyword, value }) => unplaced('keyword', { arg: keyword?.text ?? null, value: one(value) })),
  });
  const generators = (items: readonly Comprehension[]): unknown[] =>
    items.map(({ isAsync, target, iter, conditions }) =>
      unplaced('comprehension', {
        target: one(target),
        iter: one(iter),
        ifs: all(conditions),
        is_async: isAsync ? 1 : 0,
      }),
    );
  const types = (items: readonly TypeParameter[] | undefined): Fields =>
    items === undefined ? {} : { type_params: all(items) };
  const operator = (name: string): unknown => unplaced(operators[name] ?? name, {});
  const asynchronous = (name: string, isAsync: boolean): string => (isAsync ? `Async${name}` : name);

  switch (node.type) {
    case 'Module':
      return unplaced('Module', { body: all(node.body) });
    case 'FunctionDef':
      return list(
        asynchronous('FunctionDef', node.isAsync),
        {
          name: node.name.text,
          args: parameters(node.parameters),
          body: all(node.body),
          decorator_list: all(node.decorators),
          returns: one(node.returns),
          ...types(node.typeParameters),
        },
        undecorated(node.decorators, node),
      );
    case 'ClassDef': {
      const { args, keywords } = call(node.arguments);
      return list(
        'ClassDef',
        {
          name: node.name.text,
          bases: args,
          keywords,
          body: all(node.body),
          decorator_list: all(node.decorators),
          ...types(node.typeParameters),
        },
        undecorated(node.decorators, node),
      );
    }
    case 'If':
      return elif(node.clauses, node.end)[0];
    case 'While':
      return list('While', { test: one(node.test), body: all(node.body), orelse: all(node.orelse) });
    case 'For':
      return list(asynchronous('For', node.isAsync), {
        target: one(node.target),
        iter: one(node.iter),
        body: all(node.body),
        orelse: all(node.orelse),
      });
    case 'With':
      return list(asynchronous('With', node.isAsync), {
        items: node.items.map(({ value, target }) =>
          unplaced('withitem', { context_expr: one(value), optional_vars: one(target) }),
        ),
        body: all(node.body),
      });
    case 'Try':
      return list(node.isGroup ? 'TryStar' : 'Try', {
        body: all(node.body),
        handlers: node.handlers.map(({ kind, name, body }) =>
          unplaced('ExceptHandler', { type: one(kind), name: name?.text ?? null, body: all(body) }),
        ),
        orelse: all(node.orelse),
        finalbody: all(node.finalbody),
      });
    case 'Match':
      return list('Match', {
        subject: one(node.subject),
        cases: node.cases.map(({ pattern, guard, body }) =>
          unplaced('match_case', { pattern: one(pattern), guard: one(guard), body: all(body) }),
        ),
      });
    case 'TypeAlias': {
      const { start, end, text } = node.name;
      const name = one({ type: 'Name', start, end, id: text });
      return list('TypeAlias', { name, type_params: all(node.typeParameters), value: one(node.value) });
    }
    case 'TypeParameter':
      return unplaced(node.kind, {
        name: node.name.text,
        ...(node.kind === 'TypeVar' ? { bound: one(node.bound) } : {}),
        ...(node.default === undefined ? {} : { default_value: one(node.default) }),
      });
    case 'Assign':
      return list('Assign', { targets: all(node.targets), value: one(node.value) });
    case 'AnnAssign':
      return list('AnnAssign', {
        target: one(node.target),
        annotation: one(node.annotation),
        value: one(node.value),
        simple: node.target.type === 'Name' ? 1 : 0,
      });
    case 'AugAssign':
      return list('AugAssign', { target: one(node.target), op: operator(node.operator), value: one(node.value) });
    case 'Expr':
    case 'Await':
    case 'YieldFrom':
    case 'Starred':
    case 'Return':
    case 'Yield':
      return list(node.type, { value: one(node.value) });
    case 'Raise':
      return list('Raise', { exc: one(node.exc), cause: one(node.cause) });
    case 'Assert':
      return list('Assert', { test: one(node.test), msg: one(node.msg) });
    case 'Delete':
      return list('Delete', { targets: all(node.targets) });
    case 'Global':
    case 'Nonlocal':
      return list(node.type, { names: node.names.map(({ text }) => text) });
    case 'Import':
      return list('Import', { names: all(node.names) });
    case 'ImportFrom':
      return list('ImportFrom', {
        module: node.module === '' ? null : node.module,
        names: all(node.names),
        level: node.level,
      });
    case 'Alias':
      return unplaced('alias', { name: node.name, asname: node.asName?.text ?? null });
    case 'Pass':
    case 'Break':
    case 'Continue':
      return list(node.type, {});
    case 'Name':
      return list('Name', { id: node.id });
    case 'Constant':
      return ['Constant', ...(hasPlaces ? [[node.start, node.end]] : []), constant(node.kind, node.value)];
    case 'JoinedStr':
      return [
        node.isTemplate ? 'TemplateStr' : 'JoinedStr',
        ...(hasPlaces ? [[node.start, node.end]] : []),
        holes(node.parts),
      ];
    case 'Attribute':
      return list('Attribute', { value: one(node.value), attr: node.attribute.text });
    case 'Subscript':
      return list('Subscript', { value: one(node.value), slice: one(node.slice) });
    case 'Slice':
      return list('Slice', { lower: one(node.lower), upper: one(node.upper), step: one(node.step) });
    case 'Call':
      return list('Call', { func: one(node.callee), ...call(node.arguments) });
    case 'BoolOp':
      return list('BoolOp', { op: operator(node.operator), values: all(node.values) });
    case 'BinOp':
      return list('BinOp', { left: one(node.left), op: operator(node.operator), right: one(node.right) });
    case 'UnaryOp':
      return list('UnaryOp', { op: operator(`unary ${node.operator}`), operand: one(node.operand) });
    case 'Compare':
      return list('Compare', {
        left: one(node.left),
        ops: node.operators.map(operator),
        comparators: all(node.comparators),
      });
    case 'IfExp':
      return list('IfExp', { test: one(node.test), body: one(node.body), orelse: one(node.orelse) });
    case 'Lambda':
      return list('Lambda', { args: parameters(node.parameters), body: one(node.body) });
    case 'NamedExpr':
      return list('NamedExpr', { target: one(node.target), value: one(node.value) });
    case 'Tuple':
    case 'List':
    case 'Set':
      return list(node.type, { elts: all(node.elements) });
    case 'Dict':
      return list('Dict', {
        keys: node.items.map(({ key }) => one(key)),
        values: node.items.map(({ value }) => one(value)),
      });
    case 'DictComp':
      return list('DictComp', {
        key: one(node.element.key),
        value: one(node.element.value),
        generators: generators(node.generators),
      });
    case 'ListComp':
    case 'SetComp':
    case 'GeneratorExp':
      return list(node.type, { elt: one(node.element), generators: generators(node.generators) });
    default:
      return unplaced(...pattern(node as Pattern, one));
  }
}

function pattern(node: Pattern, one: (node: Node | undefined) => unknown): [string, Fields] {
  const all = (children: readonly Node[]): unknown[] => children.map(one);
  switch (node.type) {
    case 'MatchValue': {
      const word = node.value.type === 'Constant' && node.value.kind === 'word' ? node.value.value : undefined;
      return word === undefined
        ? ['MatchValue', { value: one(node.value) }]
        : ['MatchSingleton', { value: { None: null, True: true, False: false }[word] }];
    }
    case 'MatchSequence':
    case 'MatchOr':
      return [node.type, { patterns: all(node.patterns) }];
    case 'MatchStar':
      return ['MatchStar', { name: node.name?.text ?? null }];
    case 'MatchMapping':
      return ['MatchMapping', { keys: all(node.keys), patterns: all(node.patterns), rest: node.rest?.text ?? null }];
    case 'MatchClass':
      return [
        'MatchClass',
        {
          cls: one(node.class),
          patterns: all(node.patterns),
          kwd_attrs: node.attributes.map(({ text }) => text),
          kwd_patterns: all(node.named),
        },
      ];
    case 'MatchAs':
      return ['MatchAs', { pattern: one(node.pattern), name: node.name?.text ?? null }];
  }
}

function holes(parts: readonly TextPart[]): unknown[] {
  return parts.map(({ value, conversion, format }) => [
    dump(value, false),
    conversion === '' ? -1 : conversion.charCodeAt(0),
    holes(format),
  ]);
}

/** In Python, the position of a definition does not include its decorators. */
function undecorated(decorators: readonly Expression[], node: Node): Node {
  return decorators.length === 0 ? node : { ...node, start: -1 };
}

function constant(kind: string, value: string): string {
  if (kind === 'string') return `string fffe${Buffer.from(value, 'utf16le').toString('hex')}`;
  if (kind === 'bytes') return `bytes ${Buffer.from(value, 'latin1').toString('hex')}`;
  if (kind === 'number') return 'number';
  return value === '...' ? 'Ellipsis' : value;
}

const operators: Readonly<Record<string, string>> = {
  and: 'And',
  or: 'Or',
  '+': 'Add',
  '-': 'Sub',
  '*': 'Mult',
  '/': 'Div',
  '//': 'FloorDiv',
  '%': 'Mod',
  '@': 'MatMult',
  '**': 'Pow',
  '<<': 'LShift',
  '>>': 'RShift',
  '|': 'BitOr',
  '^': 'BitXor',
  '&': 'BitAnd',
  'unary not': 'Not',
  'unary -': 'USub',
  'unary +': 'UAdd',
  'unary ~': 'Invert',
  '==': 'Eq',
  '!=': 'NotEq',
  '<': 'Lt',
  '<=': 'LtE',
  '>': 'Gt',
  '>=': 'GtE',
  is: 'Is',
  'is not': 'IsNot',
  in: 'In',
  'not in': 'NotIn',
};
