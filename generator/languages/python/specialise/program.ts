/** The modules of an output as syntax trees, with names resolved across modules. */
import { helperNamed } from '../modules.js';
import { loadModule } from './load.js';
import type { LoadedModule } from './load.js';
import type { PythonDraft } from '../modules.js';
import { importedName } from '../syntax/bindings.js';
import type { ClassDef, Expression, FunctionDef, Node, Statement } from '../syntax/nodes.js';

/** A class declared in one of the modules. */
export interface ClassInfo {
  readonly name: string;
  readonly module: LoadedModule;
  readonly node: ClassDef;
  readonly bases: readonly ClassInfo[];
  readonly kind: 'plain' | 'dataclass' | 'protocol' | 'typedDict' | 'other';
}

/** The place where a name is declared. */
export interface Declaration {
  readonly module: LoadedModule;
  readonly name: string;
  readonly statement: Statement;
}

export class Program {
  readonly modules: readonly LoadedModule[];
  readonly classes: readonly ClassInfo[];
  private readonly classOf = new Map<ClassDef, ClassInfo>();
  /** The declarations of library modules, for modules that do not import names themselves. */
  private readonly exported = new Map<string, Declaration>();
  private readonly declared = new Map<LoadedModule, ReadonlyMap<string, Declaration>>();
  private readonly byName: ReadonlyMap<string, LoadedModule>;

  constructor(drafts: readonly PythonDraft[]) {
    this.modules = drafts.map(loadModule);
    this.byName = new Map(this.modules.map((module) => [module.draft.name, module]));
    for (const module of this.modules) {
      const own = declarationsOf(module);
      this.declared.set(module, own);
      if (module.draft.role !== 'library') continue;
      for (const [name, one] of own) if (!isImport(one.statement)) this.exported.set(name, one);
    }
    const nodes = this.modules.flatMap((module) =>
      module.tree.body.flatMap((node) => (node.type === 'ClassDef' ? [{ module, node }] : [])),
    );
    this.classes = nodes.map(({ module, node }) => this.describe(module, node));
  }

  /** The declaration of a name in the scope of a module. */
  declarationOf(module: LoadedModule, name: string): Declaration | undefined {
    const own = this.declared.get(module)?.get(name);
    if (own !== undefined) return isImport(own.statement) ? this.importedAs(module, own.statement, name) : own;
    const sibling = module.draft.siblings?.[name];
    const beside = sibling === undefined ? undefined : this.byName.get(sibling);
    return beside === undefined ? this.exported.get(name) : this.declared.get(beside)?.get(name);
  }

  private importedAs(module: LoadedModule, statement: Statement, name: string): Declaration | undefined {
    if (statement.type !== 'ImportFrom' || statement.level === 0) return undefined;
    const alias = statement.names.find((one) => importedName(one) === name);
    const home = this.byName.get(helperNamed(module.draft.name, statement.module));
    return home === undefined ? undefined : this.declared.get(home)?.get(alias?.name ?? name);
  }

  /** The declaration of an expression that is a name in the scope of a module. */
  declarationAt(module: LoadedModule, node: Expression): Declaration | undefined {
    if (node.type !== 'Name') return undefined;
    const binding = module.scopes.meaningOf.get(node);
    if (binding !== undefined && binding.scope !== module.scopes.module) return undefined;
    return this.declarationOf(module, node.id);
  }

  /** The class that an expression refers to. */
  classAt(module: LoadedModule, node: Expression): ClassInfo | undefined {
    const declaration = this.declarationAt(module, node);
    return declaration?.statement.type === 'ClassDef' ? this.classOf.get(declaration.statement) : undefined;
  }

  classNamed(node: ClassDef): ClassInfo | undefined {
    return this.classOf.get(node);
  }

  /** The class that contains a node. */
  enclosingClass({ parents }: LoadedModule, node: Node): ClassInfo | undefined {
    for (let one = parents.get(node); one !== undefined; one = parents.get(one)) {
      if (one.type === 'ClassDef') return this.classOf.get(one);
    }
    return undefined;
  }

  private describe(module: LoadedModule, node: ClassDef): ClassInfo {
    const known = this.classOf.get(node);
    if (known !== undefined) return known;
    const names = node.arguments.flatMap(({ value }) => (value.type === 'Name' ? [value] : []));
    const bases = names.flatMap((name) => {
      const declaration = this.declarationAt(module, name);
      return declaration?.statement.type === 'ClassDef'
        ? [this.describe(declaration.module, declaration.statement)]
        : [];
    });
    const isCalled = (word: string): boolean => names.some(({ id }) => id === word);
    const isDataclass = node.decorators.some((one) => nameOf(one.type === 'Call' ? one.callee : one) === 'dataclass');
    const inherited = bases[0]?.kind;
    const kind = isDataclass
      ? 'dataclass'
      : isCalled('Protocol')
        ? 'protocol'
        : isCalled('TypedDict')
          ? 'typedDict'
          : isCalled('NamedTuple')
            ? 'other'
            : (inherited ?? 'plain');
    const info: ClassInfo = { name: node.name.text, module, node, bases, kind };
    this.classOf.set(node, info);
    return info;
  }
}

/** The methods that a class defines itself. */
export function methodsOf({ node }: ClassInfo): FunctionDef[] {
  return node.body.filter((one) => one.type === 'FunctionDef');
}

/** A class with its base classes and subclasses. */
export function familyOf(info: ClassInfo, classes: readonly ClassInfo[]): ReadonlySet<ClassInfo> {
  const family = new Set([info]);
  for (const one of family) {
    for (const base of one.bases) family.add(base);
    for (const other of classes) if (other.bases.includes(one)) family.add(other);
  }
  return family;
}

export function nameOf(node: Expression): string {
  return node.type === 'Name' ? node.id : '';
}

function isImport({ type }: Statement): boolean {
  return type === 'Import' || type === 'ImportFrom';
}

function declarationsOf(module: LoadedModule): ReadonlyMap<string, Declaration> {
  const found = new Map<string, Declaration>();
  for (const { name, definitions } of module.scopes.module.bindings.values()) {
    const [first] = definitions;
    const statement = module.tree.body.find(
      (one) => first !== undefined && one.start <= first.start && first.start < one.end,
    );
    if (statement !== undefined) found.set(name, { module, name, statement });
  }
  return found;
}
