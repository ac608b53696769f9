/**
 * Makes the helpers of one output from their sources: what its plan settles is decided, and what nothing leads to any more
 * is dropped, over all modules, until nothing changes.
 */
import { ts } from 'ts-morph';
import type { Knowledge } from '../../../plan/knowledge.js';
import { Dropper } from './drop.js';
import { Effects } from './effects.js';
import { Folder } from './fold.js';
import { exposedTypes } from './exposed.js';
import { Signatures } from './parameters.js';
import { expandPlatform, platformImports } from './platform.js';
import { Printer } from './print.js';
import { Program } from './program.js';
import type { SourceText } from './program.js';
import { Shapes } from './shapes.js';
import { Usage } from './usage.js';
import { Values } from './values.js';
import { View } from './view.js';

export type { SourceText } from './program.js';

/** The texts of the modules, by their names. Throws where something cannot be told for sure. */
export function specialise(sources: readonly SourceText[], knowledge: Knowledge): Map<string, string> {
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
  expandPlatform(program, view, effects);

  const simplify = (node: ts.Node): void => {
    if (program.roleOf(node) !== 'helper') dropper.dropGiven(node);
    else {
      folder.fold(node);
      if (view.changeOf(node) === undefined) dropper.drop(node);
    }
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) signatures.dropArguments(node);
  };
  const shorten = (node: ts.Node): void => {
    if (program.roleOf(node) !== 'helper') return;
    if (ts.isParameter(node)) signatures.dropElements(node);
    if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) signatures.dropAsync(node);
    if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node)) {
      signatures.dropParameters(node);
    }
  };
  for (let round = 1; ; round += 1) {
    if (round > 50) throw new Error('The helpers come to no end.');
    const before = view.count;
    usage.update();
    values.update();
    eachNode(simplify);
    // Parameters go with all their arguments, so only once everything else is settled.
    if (view.count === before) eachNode(shorten);
    if (view.count === before) break;
    refusals.length = 0;
  }
  const [refusal] = refusals;
  if (refusal !== undefined) throw refusal;
  const printer = new Printer(program, view);
  const texts = new Map<string, string>();
  for (const module of program.modules) {
    const { name, role, file } = module;
    if (role !== 'platform') texts.set(name, platformImports(program, module) + printer.print(file));
  }
  return texts;

  function eachNode(act: (node: ts.Node) => void): void {
    const visit = (node: ts.Node): void => {
      if (view.changeOf(node) === undefined) act(node);
      if (!view.isDropped(node)) view.eachChild(node, visit);
    };
    for (const statement of usage.statements) if (!ts.isImportDeclaration(statement)) visit(statement);
  }
}
