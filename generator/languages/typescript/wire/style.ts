/** Where an import goes in a file, and how the file writes its own ones. */
import { ts } from '#ts-morph';
import { indentationAt, lineBehind, lineEndAt, type Edit } from '../../wiring.js';
import { nodesIn, type Entry } from './entry.js';

/** A comment behind a statement on its line. */
const comment = /\/\/[^\r\n]*|\/\*(?:(?!\*\/)[^\r\n])*\*\//;

/** Adds an import: behind the last one before a place, or in front of the first statement. */
export function importEdit(entry: Entry, line: string, place: number): Edit {
  const { code, file } = entry;
  const last = entry.imports.filter(({ statement }) => statement.getEnd() <= place).at(-1);
  if (last !== undefined) return statementBehind(code, last.statement, styled(entry, line, last.statement));
  const first = file.statements.find((statement) => !isDirective(statement));
  const start = first === undefined ? code.length : beginning(code, first);
  return { start, end: start, text: `${styled(entry, line, first)}${lineEndAt(code, start).repeat(2)}` };
}

/** Adds a statement behind another one, with the same indentation. */
export function statementBehind(code: string, statement: ts.Statement, line: string): Edit {
  const indented = `${indentationAt(code, statement.getStart())}${line}`;
  const edit = lineBehind(code, statement.getEnd(), indented, comment);
  return edit.text.startsWith(' ') && edit.start === statement.getEnd() ? { ...edit, text: ` ${line}` } : edit;
}

/** A line with the quotes of the file, and with a semicolon if the statement beside it has one. */
export function styled({ file, imports }: Entry, line: string, beside: ts.Statement | undefined): string {
  const literal = imports.at(0)?.specifier ?? [...nodesIn(file)].find(ts.isStringLiteral);
  const quoted = literal?.getText().startsWith('"') === true ? line.replace(/'([^']*)'/, '"$1"') : line;
  const isOpen = beside !== undefined && endsOpen(beside);
  return isOpen ? quoted.replace(/;$/, '') : quoted;
}

/** Whether a statement that could end with a semicolon does not. */
function endsOpen(statement: ts.Statement): boolean {
  const canEnd =
    ts.isVariableStatement(statement) ||
    ts.isExpressionStatement(statement) ||
    ts.isImportDeclaration(statement) ||
    ts.isImportEqualsDeclaration(statement);
  return canEnd && !statement.getText().endsWith(';');
}

function isDirective(statement: ts.Statement): boolean {
  return ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression);
}

/** Where a statement begins, with a doc comment that belongs to it. */
function beginning(code: string, statement: ts.Statement): number {
  const start = statement.getStart();
  const last = ts.getLeadingCommentRanges(code, statement.getFullStart())?.at(-1);
  const isDoc =
    last !== undefined && code.slice(last.pos).startsWith('/**') && !/\n\s*\n/.test(code.slice(last.end, start));
  return isDoc ? last.pos : start;
}
