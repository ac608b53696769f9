/**
 * Specialises the helpers for one output: folds conditions that the plan determines and removes unused code, in all
 * modules, until nothing changes.
 */
import { ts } from '#ts-morph';
import { Constants } from './constants.js';
import { Dropper } from './drop.js';
import { Effects } from './effects.js';
import { Folder } from './fold.js';
import { exposedTypes } from './exposed.js';
import { isDeclaredFunction, Signatures } from './parameters.js';
import { expandPlatform, platformImports } from './platform.js';
import { Printer } from './print.js';
import { Program } from './program.js';
import type { SourceText } from './program.js';
import { wordsIn } from './syntax.js';
import { Shapes } from './shapes.js';
import { Usage } from './usage.js';
import { Values } from './values.js';
import type { Settled } from './values.js';
import { View } from './view.js';

const { SyntaxKind } = ts;

export type { SourceText } from './program.js';
export type { Settled } from './values.js';

/** Returns the texts of the modules by name. Throws if the result would be uncertain. */
export function specialise(sources: readonly SourceText[], knowledge: Settled): Map<string, string> {
  const program = new Program(sources);
  const view = new View();
  const shapes = new Shapes(program);
  const usage = new Usage(program, view, shapes);
  const exposed = exposedTypes(program);
  const isOpen = (holder: ts.Node): boolean => exposed.has(holder);
  const effects = new Effects(view, shapes);
  const values = new Values({ program, view, shapes, usage, effects, knowledge, isOpen });
  const refusals: Error[] = [];
  const refuse = (reason: string, node: ts.Node): void => {
    refusals.push(new Error(`${reason}: ${node.getText()}`));
  };
  const tools = { program, view, shapes, usage, values, effects, isOpen, refuse };
  const folder = new Folder(tools);
  const dropper = new Dropper(tools);
  const signatures = new Signatures(tools);
  const constants = new Constants(tools);
  expandPlatform(program, view, effects);

  const simplify = (node: ts.Node, isHelper: boolean): void => {
    if (isHelper) folder.fold(node);
    if (view.changeOf(node) !== undefined) return;
    if (isHelper) dropper.drop(node);
    else dropper.dropGiven(node);
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) signatures.dropArguments(node);
  };
  /** Words in the changes of the last round; absent: check everything. */
  let touched: ReadonlySet<string> | undefined;
  for (let round = 1, isDone = false; !isDone; round += 1) {
    if (round > 100) throw new Error('Specialising the helpers does not terminate.');
    const before = view.count;
    refusals.length = 0;
    usage.update();
    values.update();
    eachNode(usage.statements, { act: simplify, program, view, touched });
    // Parameters are removed together with all their arguments, so only when nothing else changes.
    if (view.count === before) shorten();
    if (view.count === before) constants.settle();
    const isChanged = view.count > before;
    isDone = !isChanged && touched === undefined;
    touched = isChanged ? view.takeWords() : undefined;
  }
  const [refusal] = refusals;
  if (refusal !== undefined) throw refusal;
  const printer = new Printer(program, view);
  const texts = new Map<string, string>();
  for (const module of program.modules) {
    const { name, role, file } = module;
    if (role !== 'platform')
      texts.set(name, platformImports(program, module) + constants.before(file) + printer.print(file));
  }
  return texts;

  function shorten(): void {
    for (const statement of usage.statements) {
      if (program.roleOf(statement) !== 'helper') continue;
      for (const node of signaturesIn(statement)) if (view.isLive(node)) signatures.shorten(node);
    }
  }
}

interface Walk {
  readonly act: (node: ts.Node, isHelper: boolean) => void;
  readonly program: Program;
  readonly view: View;
  /** Only statements and members that contain one of these words need to be checked; absent: check everything. */
  readonly touched?: ReadonlySet<string> | undefined;
}

function eachNode(statements: readonly ts.Statement[], { act, program, view, touched }: Walk): void {
  for (const statement of statements) {
    if (ts.isImportDeclaration(statement)) continue;
    const isHelper = program.roleOf(statement) === 'helper';
    const visit = (node: ts.Node): void => {
      if (touched !== undefined && isUnit(node) && !speaksOf(node, touched)) return;
      if (view.changeOf(node) === undefined) act(node, isHelper);
      if (!view.isDropped(node)) view.eachChild(node, visit);
    };
    visit(statement);
  }
}

/** Whether a node is checked or skipped as a whole: a statement, or a method or field of a class. */
function isUnit({ kind }: ts.Node): boolean {
  return (
    (kind >= SyntaxKind.FirstStatement && kind <= SyntaxKind.LastStatement) ||
    kind === SyntaxKind.MethodDeclaration ||
    kind === SyntaxKind.PropertyDeclaration ||
    kind === SyntaxKind.FunctionDeclaration ||
    kind === SyntaxKind.ClassDeclaration ||
    kind === SyntaxKind.InterfaceDeclaration
  );
}

/** The functions in a statement, and their parameters. */
function signaturesIn(statement: ts.Statement): readonly ts.Node[] {
  const known = knownSignatures.get(statement);
  if (known !== undefined) return known;
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isParameter(node) || isDeclaredFunction(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(statement);
  knownSignatures.set(statement, found);
  return found;
}

const knownSignatures = new WeakMap<ts.Statement, readonly ts.Node[]>();

/** Whether the text of a node contains one of some words. */
function speaksOf(node: ts.Node, words: ReadonlySet<string>): boolean {
  let own = knownWords.get(node);
  if (own === undefined) {
    own = new Set(wordsIn(node.getText()));
    knownWords.set(node, own);
  }
  for (const word of own) if (words.has(word)) return true;
  return false;
}

const knownWords = new WeakMap<ts.Node, Set<string>>();
