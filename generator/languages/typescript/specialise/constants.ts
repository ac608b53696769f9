/** Turns members of interfaces that have the same value in all objects of an output into constants. */
import { posix } from 'node:path';
import { ts } from '#ts-morph';
import type { DropTools } from './drop.js';
import { importedPath } from '../source.js';
import { isInChain } from './forms.js';
import { boundNames, declaredNames, isAssignment, memberName, topStatement } from './syntax.js';
import type { Holder, Member } from './syntax.js';

/** A place where a member is read: an access, or a part of a pattern. */
type Read = ts.PropertyAccessExpression | ts.BindingElement;

interface Candidate {
  readonly member: ts.PropertySignature;
  readonly name: string;
  readonly value: ts.Expression;
  readonly reads: Read[];
}

export class Constants {
  readonly #tools: DropTools;
  /** The statements to add to each file: imports of constants, and the constants. */
  readonly #imports = new Map<ts.SourceFile, Set<string>>();
  readonly #declarations = new Map<ts.SourceFile, string[]>();
  readonly #taken = new Set<string>();

  constructor(tools: DropTools) {
    this.#tools = tools;
    for (const module of tools.program.modules) {
      for (const name of module.file.statements.flatMap(declaredNames)) this.#taken.add(name);
      for (const name of tools.program.importsOf(module).keys()) this.#taken.add(name);
    }
  }

  /** Replaces all uses of such members. The members themselves are then removed like any that nothing reads. */
  settle(): void {
    for (const candidate of this.#candidates()) {
      if (candidate.reads.length > 0 && candidate.reads.every((read) => this.#canReplace(read, candidate))) {
        this.#replace(candidate);
      }
    }
  }

  /** What stands before the code of a file. */
  before(file: ts.SourceFile): string {
    const texts = [...(this.#imports.get(file) ?? []), ...(this.#declarations.get(file) ?? [])];
    return texts.map((text) => `${text}\n\n`).join('');
  }

  #candidates(): Candidate[] {
    const { usage, view, shapes } = this.#tools;
    const members = new Map<string, Member[]>();
    const reads = new Map<Member, Read[]>();
    const uncertain = new Set<string>();
    const visit = (node: ts.Node): void => {
      if (isHolder(node)) {
        for (const member of node.members) {
          const name = memberName(member) ?? '';
          members.set(name, [...(members.get(name) ?? []), member]);
        }
      }
      const isRead = ts.isPropertyAccessExpression(node) || ts.isBindingElement(node);
      if (isRead && view.changeOf(node) === undefined) {
        const member = shapes.memberOf(node);
        const name = ts.isBindingElement(node) ? (node.propertyName ?? node.name).getText() : node.name.text;
        if (member === 'unknown') uncertain.add(name);
        else if (member !== 'foreign') reads.set(member, [...(reads.get(member) ?? []), node]);
      }
      view.eachChild(node, visit);
    };
    usage.statements.forEach(visit);
    return Array.from(members).flatMap(([name, own]) =>
      own.flatMap((member): Candidate[] => {
        if (uncertain.has(name) || !ts.isPropertySignature(member)) return [];
        // An object of one type can be used as one of another, which has other values.
        if (own.some((other) => other !== member && (shapes.mayPass(other, member) || shapes.mayPass(member, other))))
          return [];
        const value = this.#valueOf(member);
        return value === undefined ? [] : [{ member, name, value, reads: reads.get(member) ?? [] }];
      }),
    );
  }

  /** The value that all objects have. */
  #valueOf(member: ts.PropertySignature): ts.Expression | undefined {
    const { usage, view, program, isOpen } = this.#tools;
    const { parent: holder, questionToken } = member;
    const isKnown =
      ts.isInterfaceDeclaration(holder) &&
      program.roleOf(holder) === 'helper' &&
      !isOpen(holder) &&
      !usage.isClaimed(holder) &&
      !view.isDropped(member) &&
      (questionToken === undefined || view.isDropped(questionToken));
    if (!isKnown) return undefined;
    const [first, ...others] = usage.writesTo(member);
    if (first === undefined || !this.#isConstant(first)) return undefined;
    return others.every((other) => other?.getText() === first.getText()) ? first : undefined;
  }

  /** Whether an expression is a text, a number, a list or set of such, or a function of a helper. */
  #isConstant(node: ts.Expression): boolean {
    return isLiteral(node) || isSet(node) || this.#functionOf(node) !== undefined;
  }

  #functionOf(node: ts.Expression): ts.FunctionDeclaration | undefined {
    const declaration = ts.isIdentifier(node) ? this.#tools.program.globalOf(node) : undefined;
    return declaration !== undefined && ts.isFunctionDeclaration(declaration) ? declaration : undefined;
  }

  #canReplace(read: Read, { member, name, value }: Candidate): boolean {
    const { program, shapes } = this.#tools;
    if (program.roleOf(read) !== 'helper' || this.#taken.has(name)) return false;
    const home = (this.#functionOf(value) ?? member).getSourceFile();
    if (home !== read.getSourceFile() && this.#reaches(home, read.getSourceFile())) return false;
    if (ts.isPropertyAccessExpression(read)) {
      if (isInChain(read) || (isAssignment(read.parent) && read.parent.left === read)) return false;
    } else if (!ts.isIdentifier(read.name) || read.name.text !== name || read.initializer !== undefined) return false;
    else if (this.#functionOf(value) !== undefined) return false;
    // Another variable with this name would hide the constant.
    let isHidden = false;
    const visit = (node: ts.Node): void => {
      if (ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node)) {
        const isOwn = (bound: ts.Declaration): boolean =>
          ts.isBindingElement(bound) && ts.isObjectBindingPattern(bound.parent) && shapes.memberOf(bound) === member;
        isHidden ||= boundNames(node).some(([bound, declaration]) => bound === name && !isOwn(declaration));
      }
      if (!isHidden && !ts.isFunctionTypeNode(node)) ts.forEachChild(node, visit);
    };
    const statement = topStatement(read);
    if (statement !== undefined) visit(statement);
    return !isHidden;
  }

  #replace({ member, name, value, reads }: Candidate): void {
    const { view, program } = this.#tools;
    const home = member.getSourceFile();
    const called = this.#functionOf(value);
    for (const read of reads) {
      this.#import(
        called === undefined ? name : value.getText(),
        called?.getSourceFile() ?? home,
        read.getSourceFile(),
      );
      if (called !== undefined) view.expand(read, value, new Map());
      else if (ts.isBindingElement(read)) for (const use of program.usesOf(read)) view.write(use, name);
      else view.write(read, name);
    }
    if (called !== undefined) return;
    this.#taken.add(name);
    const comment = home.text.slice(member.getFullStart(), member.getStart()).trim();
    const isPlain = ts.isStringLiteral(value) || ts.isNumericLiteral(value);
    const type = isPlain || member.type === undefined ? '' : `: ${member.type.getText()}`;
    const declaration = `${comment}\nexport const ${name}${type} = ${value.getText()};`.trim();
    this.#declarations.set(home, [...(this.#declarations.get(home) ?? []), declaration]);
  }

  /** Whether a file imports another one, directly or not, which must not import it in turn. */
  #reaches(from: ts.SourceFile, to: ts.SourceFile): boolean {
    const { program } = this.#tools;
    const found = new Set([from]);
    for (const file of found) {
      const module = program.modules.find((one) => one.file === file);
      for (const specifier of module === undefined ? [] : program.importsOf(module).values()) {
        const path = importedPath(module?.name ?? '', specifier);
        const target = specifier.startsWith('.') ? program.modules.find((one) => one.name === path) : undefined;
        if (target !== undefined) found.add(target.file);
      }
    }
    return found.has(to);
  }

  #import(name: string, from: ts.SourceFile, to: ts.SourceFile): void {
    const { modules } = this.#tools.program;
    const [source, target] = [from, to].map((file) => modules.find((module) => module.file === file)?.name ?? '');
    if (source === undefined || target === undefined || from === to) return;
    const path = posix.relative(posix.dirname(target), source);
    const text = `import { ${name} } from '${path.startsWith('.') ? path : `./${path}`}.js';`;
    this.#imports.set(to, (this.#imports.get(to) ?? new Set()).add(text));
  }
}

function isHolder(node: ts.Node): node is Holder {
  return ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node) || ts.isTypeLiteralNode(node);
}

function isLiteral(node: ts.Node): boolean {
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isLiteral);
  return ts.isStringLiteral(node) || ts.isNumericLiteral(node);
}

/** Whether an expression is a new set of literals. */
function isSet(node: ts.Node): boolean {
  if (!ts.isNewExpression(node) || !ts.isIdentifier(node.expression) || node.expression.text !== 'Set') return false;
  return node.arguments?.length === 1 && node.arguments.every(isLiteral);
}
