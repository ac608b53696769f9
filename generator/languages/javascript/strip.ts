/**
 * Turns a TypeScript module into plain JavaScript. Nothing but types is removed: comments, blank lines and names stay as
 * they are. Where an editor or a type checker needs a type, it becomes a tag of a doc comment.
 */
import { ts } from '#ts-morph';
import { parseSource } from '../typescript/source.js';
import { docComment, linesOf } from './doc-comments.js';
import { declaresItsType, isNamedFunctionType, nameFor } from './nodes.js';
import { typedefOf } from './typedefs.js';
import { TypeTexts } from './types.js';

export interface Stripped {
  /** The statements of the module without imports, exports and re-exports. */
  readonly code: string;
  /** The names that the module exports itself, in order. */
  readonly exported: readonly string[];
  readonly imports: readonly ts.ImportDeclaration[];
  readonly reexports: readonly ts.ExportDeclaration[];
  /** The names that doc comments refer to. */
  readonly named: ReadonlySet<string>;
  /** Whether the module adds members to the types of other modules, which plain code cannot do. */
  readonly augments: boolean;
}

/** `keepsExports`: whether declarations keep `export`. */
export function strip(text: string, keepsExports: boolean): Stripped {
  return new Stripper(parseSource(text), keepsExports).run();
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

type FunctionNode = ts.SignatureDeclaration & { readonly body?: ts.Node | undefined };

class Stripper {
  readonly #file: ts.SourceFile;
  readonly #text: string;
  readonly #keepsExports: boolean;
  readonly #types: TypeTexts;
  readonly #edits: Edit[] = [];
  readonly #exported: string[] = [];
  /** Functions whose parameters and result are described by the comment of the declaration around them. */
  readonly #described = new Set<ts.Node>();
  #augments = false;

  constructor(file: ts.SourceFile, keepsExports: boolean) {
    this.#file = file;
    this.#text = file.text;
    this.#keepsExports = keepsExports;
    this.#types = new TypeTexts(file);
  }

  run(): Stripped {
    const { statements } = this.#file;
    const imports = statements.filter(ts.isImportDeclaration);
    const reexports = statements.filter(ts.isExportDeclaration);
    for (const statement of statements) this.#visit(statement);
    return {
      code: this.#edited().trim(),
      exported: this.#exported,
      imports,
      reexports,
      named: this.#types.used,
      augments: this.#augments,
    };
  }

  #edited(): string {
    // Of two edits at one place, the insertion comes first.
    const edits = this.#edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
    let [printed, end] = ['', 0];
    for (const edit of edits) {
      printed += this.#text.slice(end, edit.start) + edit.text;
      ({ end } = edit);
    }
    return printed + this.#text.slice(end);
  }

  #visit(node: ts.Node): void {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      this.#cut(node.getFullStart(), node.end);
    } else if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) {
      this.#typedef(node);
    } else if (ts.isModuleDeclaration(node)) {
      this.#augments = true;
      this.#cut(node.getFullStart(), node.end);
    } else if (ts.isEnumDeclaration(node) || ts.isImportEqualsDeclaration(node) || ts.isExportAssignment(node)) {
      throw new Error(`Plain code has no such statement: ${node.getText(this.#file)}`);
    } else if (ts.isVariableStatement(node)) {
      this.#variables(node);
    } else if (ts.isFunctionDeclaration(node) && node.body === undefined) {
      this.#overload(node);
    } else if (ts.isPropertyDeclaration(node)) {
      this.#property(node);
    } else if (ts.isClassDeclaration(node)) {
      this.#class(node);
    } else if (ts.isFunctionLike(node)) {
      this.#function(node);
    } else {
      this.#expression(node);
    }
  }

  #expression(node: ts.Node): void {
    if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node)) {
      const outer = ts.isParenthesizedExpression(node.parent) ? node.parent : node;
      this.#cast(node.expression, outer, ts.isAsExpression(node) ? 'type' : 'satisfies', this.#types.of(node.type));
    } else if (ts.isNonNullExpression(node)) {
      this.#cut(node.expression.end, node.end);
    } else if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      this.#call(node);
      return;
    } else if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) {
      throw new Error(`A type is left: ${node.getText(this.#file)}`);
    }
    ts.forEachChild(node, (child) => {
      if (!ts.isTypeNode(child) || ts.isExpressionWithTypeArguments(child)) this.#visit(child);
    });
  }

  /** Writes a cast in place of `outer`. The parentheses belong to it, so it needs no others. */
  #cast(expression: ts.Expression, outer: ts.Expression, tag: string, type: string): void {
    const start = outer.getStart(this.#file);
    this.#edits.push({ start, end: expression.getStart(this.#file), text: `/** @${tag} {${type}} */ (` });
    this.#edits.push({ start: expression.end, end: outer.end, text: ')' });
  }

  /** Type arguments of a constructor are kept as the type of the variable, or as a cast. */
  #call(node: ts.CallExpression | ts.NewExpression): void {
    const { typeArguments, expression } = node;
    const isCast = typeArguments !== undefined && ts.isNewExpression(node) && !declaresItsType(node);
    if (isCast) this.#insert(node.getStart(this.#file), `/** @type {${this.#newType(node)}} */ (`);
    if (typeArguments !== undefined) this.#cut(expression.end, this.#text.indexOf('>', typeArguments.end) + 1);
    this.#visit(expression);
    for (const argument of node.arguments ?? []) this.#visit(argument);
    if (isCast) this.#insert(node.end, ')');
  }

  #newType(node: ts.NewExpression): string {
    const written = (node.typeArguments ?? []).map((type) => this.#types.of(type));
    return `${node.expression.getText(this.#file)}<${written.join(', ')}>`;
  }

  #variables(statement: ts.VariableStatement): void {
    const { declarations } = statement.declarationList;
    this.#export(
      statement,
      declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : [])),
    );
    const [first] = declarations;
    const tags = first === undefined || declarations.length > 1 ? [] : this.#tagsOfVariable(first);
    this.#document(statement, tags);
    for (const { name, type, initializer } of declarations) {
      this.#visit(name);
      if (type !== undefined) this.#cut(name.end, type.end);
      const isCast = isNamedFunctionType(type, initializer);
      if (initializer !== undefined && isCast) this.#cast(initializer, initializer, 'type', this.#types.of(type));
      if (initializer !== undefined) this.#visit(initializer);
    }
  }

  #tagsOfVariable(node: ts.VariableDeclaration | ts.PropertyDeclaration): string[] {
    const { type, initializer } = node;
    const absent = ts.isPropertyDeclaration(node) && node.questionToken !== undefined ? ' | undefined' : '';
    if (type !== undefined)
      return isNamedFunctionType(type, initializer) ? [] : [`@type {${this.#types.of(type)}${absent}}`];
    if (initializer === undefined) return [];
    if (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer)) {
      this.#described.add(initializer);
      return this.#tagsOfFunction(initializer);
    }
    return ts.isNewExpression(initializer) && initializer.typeArguments !== undefined
      ? [`@type {${this.#newType(initializer)}}`]
      : [];
  }

  #property(node: ts.PropertyDeclaration): void {
    const { name, type, initializer } = node;
    this.#document(node, this.#tagsOfVariable(node));
    this.#modifiers(node);
    this.#visit(name);
    if (type !== undefined) this.#cut(name.end, type.end);
    if (initializer !== undefined) this.#visit(initializer);
  }

  #class(node: ts.ClassDeclaration): void {
    this.#export(node, node.name === undefined ? [] : [node.name.text]);
    const tags = this.#templates(node.typeParameters);
    for (const clause of node.heritageClauses ?? []) {
      const isExtends = clause.token === ts.SyntaxKind.ExtendsKeyword;
      for (const one of clause.types) {
        if (isExtends && one.typeArguments !== undefined) tags.push(`@extends {${this.#types.of(one)}}`);
        if (!isExtends) tags.push(`@implements {${this.#types.of(one)}}`);
        if (isExtends && one.typeArguments !== undefined) this.#cut(one.expression.end, one.end);
      }
      if (!isExtends) this.#cut(clause.getFullStart(), clause.end);
    }
    this.#document(node, tags);
    if (node.typeParameters !== undefined && node.name !== undefined)
      this.#cut(node.name.end, this.#text.indexOf('>', node.typeParameters.end) + 1);
    for (const member of node.members) this.#visit(member);
  }

  #function(node: FunctionNode): void {
    if (ts.isFunctionDeclaration(node)) this.#export(node, node.name === undefined ? [] : [node.name.text]);
    if (ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node) || ts.isAccessor(node)) this.#modifiers(node);
    const isInline = (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) && !this.#described.has(node);
    if (!isInline && !this.#described.has(node)) this.#document(node, this.#tagsOfFunction(node));
    if (isInline) this.#inlineResult(node);
    const { typeParameters, parameters, type } = node;
    const opening = this.#text.lastIndexOf('(', parameters.pos);
    if (typeParameters !== undefined) this.#cut(typeParameters.pos - 1, opening);
    for (const parameter of parameters) this.#parameter(parameter, isInline);
    if (type !== undefined) this.#cut(this.#text.indexOf(')', parameters.end) + 1, type.end);
    if (node.name !== undefined) this.#visit(node.name);
    if (node.body !== undefined) this.#visit(node.body);
  }

  /** A function within an expression: only a type predicate is not found by inference. */
  #inlineResult({ type, pos }: FunctionNode): void {
    if (type === undefined || !ts.isTypePredicateNode(type)) return;
    const start = pos + (/^\s*/.exec(this.#text.slice(pos))?.[0].length ?? 0);
    this.#insert(start, `/** @returns {${this.#types.of(type)}} */ `);
  }

  #parameter(parameter: ts.ParameterDeclaration, isInline: boolean): void {
    const { name, type, initializer, questionToken, dotDotDotToken } = parameter;
    if (ts.isParameterPropertyDeclaration(parameter, parameter.parent))
      throw new Error(`Plain code has no parameter properties: ${parameter.getText(this.#file)}`);
    if (isInline && type !== undefined) {
      const optional = questionToken === undefined ? '' : '=';
      this.#insert((dotDotDotToken ?? name).getStart(this.#file), `/** @type {${this.#types.of(type)}${optional}} */ `);
    }
    this.#visit(name);
    const end = type?.end ?? questionToken?.end;
    if (end !== undefined) this.#cut(name.end, end);
    if (initializer !== undefined) this.#visit(initializer);
  }

  #tagsOfFunction({ typeParameters, parameters, type }: ts.SignatureDeclaration): string[] {
    const isTyped = parameters.some((parameter) => parameter.type !== undefined);
    return [
      ...this.#templates(typeParameters),
      ...parameters.flatMap((parameter) => (isTyped ? this.#tagsOfParameter(parameter) : [])),
      ...(type === undefined || type.kind === ts.SyntaxKind.VoidKeyword ? [] : [`@returns {${this.#types.of(type)}}`]),
    ];
  }

  #tagsOfParameter({ name, type, initializer, questionToken }: ts.ParameterDeclaration): string[] {
    if (type === undefined) return [];
    const called = ts.isIdentifier(name) ? name.text : nameFor(type);
    if (called === 'this') return [`@this {${this.#types.of(type)}}`];
    const isOptional = initializer !== undefined || questionToken !== undefined;
    return [`@param {${this.#types.of(type)}} ${isOptional ? `[${called}]` : called}`];
  }

  #templates(parameters: ts.NodeArray<ts.TypeParameterDeclaration> | undefined): string[] {
    return (parameters ?? []).map(({ name, constraint, default: usual }) => {
      const bound = constraint === undefined ? '' : `{${this.#types.of(constraint)}} `;
      return `@template ${bound}${usual === undefined ? name.text : `[${name.text}=${this.#types.of(usual)}]`}`;
    });
  }

  /** A signature that callers see, above the implementation. */
  #overload(node: ts.FunctionDeclaration): void {
    const comment = this.#commentOf(node);
    const tags = this.#tagsOfFunction(node);
    const at = tags.findIndex((tag) => !tag.startsWith('@template'));
    tags.splice(at === -1 ? tags.length : at, 0, '@overload');
    const text = docComment(comment === undefined ? [] : linesOf(this.#text.slice(comment.pos, comment.end)), tags);
    this.#edits.push({ start: comment?.pos ?? node.getStart(this.#file), end: node.end, text });
  }

  #typedef(node: ts.InterfaceDeclaration | ts.TypeAliasDeclaration): void {
    const comment = this.#commentOf(node);
    const text = comment === undefined ? [] : linesOf(this.#text.slice(comment.pos, comment.end));
    const templates = this.#templates(node.typeParameters);
    const commentTextOf = (member: ts.Node): string[] => {
      const own = this.#commentOf(member);
      return own === undefined ? [] : linesOf(this.#text.slice(own.pos, own.end));
    };
    const written = typedefOf(node, { types: this.#types, text, templates, commentTextOf });
    this.#edits.push({ start: comment?.pos ?? node.getStart(this.#file), end: node.end, text: written });
  }

  /** Removes `export`, unless it is kept, and all modifiers that plain code does not have. */
  #export(node: ts.Statement, names: readonly string[]): void {
    const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
    const exporting = modifiers.find(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    if (exporting === undefined) return;
    this.#exported.push(...names);
    if (!this.#keepsExports) this.#cutWord(exporting);
  }

  #modifiers(node: ts.ClassElement | ts.ObjectLiteralElement): void {
    for (const modifier of ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : []) {
      if (modifier.kind !== ts.SyntaxKind.StaticKeyword && modifier.kind !== ts.SyntaxKind.AsyncKeyword)
        this.#cutWord(modifier);
    }
  }

  /** Adds tags to the comment above a declaration. */
  #document(node: ts.Node, tags: readonly string[]): void {
    if (tags.length === 0) return;
    const comment = this.#commentOf(node);
    const start = node.getStart(this.#file);
    if (comment === undefined) {
      this.#insert(start, `${docComment([], tags)}\n`);
      return;
    }
    const text = docComment(linesOf(this.#text.slice(comment.pos, comment.end)), tags);
    this.#edits.push({ start: comment.pos, end: comment.end, text });
  }

  /** The doc comment of a declaration. */
  #commentOf(node: ts.Node): ts.CommentRange | undefined {
    const ranges = ts.getLeadingCommentRanges(this.#text, node.getFullStart()) ?? [];
    return ranges.findLast(({ pos }) => this.#text.startsWith('/**', pos));
  }

  #cutWord(word: ts.Node): void {
    const start = word.getStart(this.#file);
    this.#cut(start, word.end + (/^\s*/.exec(this.#text.slice(word.end))?.[0].length ?? 0));
  }

  #cut(start: number, end: number): void {
    this.#edits.push({ start, end, text: '' });
  }

  #insert(at: number, text: string): void {
    this.#edits.push({ start: at, end: at, text });
  }
}
