import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { printDiagnostic, printDiagnostics } from '../../generator/diagnostics/code-frame.js';
import { diagnostic } from '../../generator/diagnostics/diagnostic.js';
import { sourceMap } from '../../generator/spec/source-map.js';

/** The code frame for the range between » and «. */
function frame(marked: string): string[] {
  const from = marked.indexOf('»');
  const to = marked.indexOf('«') - 1;
  const source = marked.replace(/[»«]/g, '');
  const found = diagnostic('expression-open', {}, { range: sourceMap(source).range(from, to) });
  return printDiagnostic(found, { source }).split('\n').slice(1);
}

describe('code frames', () => {
  it('show the surrounding lines, and underline the place', () => {
    assert.deepEqual(frame('a\nb: »cc«\nd\ne'), ['  1 | a', '> 2 | b: cc', '    |    ^^', '  3 | d']);
  });
  it('omit empty lines', () => {
    assert.deepEqual(frame('\n»x«\n  \ny'), ['> 2 | x', '    | ^']);
  });
  it('underline one column if the range is empty', () => {
    assert.deepEqual(frame('ab»«'), ['> 1 | ab', '    |   ^']);
    assert.deepEqual(frame('»«'), ['> 1 |', '    | ^']);
  });
  it('end at the end of the first line', () => {
    assert.deepEqual(frame('a: »b\nc«'), ['> 1 | a: b', '    |    ^', '  2 | c']);
  });
  it('ignore Windows line ends and byte order marks', () => {
    assert.deepEqual(frame('\ufeffa\r\n»b«\r\nc\r\n'), ['  1 | a', '> 2 | b', '    | ^', '  3 | c']);
    assert.deepEqual(frame('\ufeff»a«: b'), ['> 1 | a: b', '    | ^']);
  });
  it('align after tabs and wide characters', () => {
    assert.deepEqual(frame('\t»x«'), ['> 1 |   x', '    |   ^']);
    assert.deepEqual(frame('日本 »x«'), ['> 1 | 日本 x', '    |      ^']);
    assert.deepEqual(frame('»日本«'), ['> 1 | 日本', '    | ^^^^']);
  });
  it('cut long lines around the place', () => {
    const [line = '', caret = ''] = frame(`${'a'.repeat(500)}»HERE«${'b'.repeat(500)}`);
    assert.ok(line.length < 120 && line.includes('…') && line.endsWith('…'));
    assert.equal(line.slice(caret.indexOf('^'), caret.length), 'HERE');
    const [start = '', under = ''] = frame(`»${'a'.repeat(5000)}«`);
    assert.ok(start.length < 120 && under.length < 120);
  });
  it('make control characters visible', () => {
    assert.deepEqual(frame('a\u001b[31m »x«'), ['> 1 | a␛[31m x', '    |        ^']);
    assert.ok(
      !/[\u001b\u202e\u0007]/.exec(
        printDiagnostic(diagnostic('unknown-key', { key: '\u001b[2J\u202e', where: '\u0007' })),
      ),
    );
  });
  it('are coloured on request only', () => {
    const one = diagnostic('expression-open', {}, { file: 'a.yaml', help: 'b' });
    assert.equal(printDiagnostic(one), 'a.yaml: error[expression-open]: This expression is not closed.\n  help: b');
    assert.ok(printDiagnostic(one, { color: true }).includes('\u001b[31m'));
    assert.equal(printDiagnostics([one, one]).split('\n\n').length, 2);
  });
});
