/** Writes interfaces and type aliases as doc comments. */
import { ts } from '#ts-morph';
import { docComment } from './doc-comments.js';
import type { TypeTexts } from './types.js';

export interface TypedefContext {
  readonly types: TypeTexts;
  /** The text of the comment above the type. */
  readonly text: readonly string[];
  readonly templates: readonly string[];
  /** The text of the comment above a member. */
  readonly commentTextOf: (member: ts.Node) => string[];
}

export function typedefOf(
  node: ts.InterfaceDeclaration | ts.TypeAliasDeclaration,
  { types, text, templates, commentTextOf }: TypedefContext,
): string {
  const name = node.name.text;
  if (ts.isTypeAliasDeclaration(node)) {
    return docComment(text, [...templates, `@typedef {${types.of(node.type)}} ${name}`]);
  }
  const parents = (node.heritageClauses ?? []).flatMap((clause) => clause.types.map((one) => types.of(one)));
  const properties = node.members.filter(isProperty);
  if (parents.length === 0 && properties.length === node.members.length) {
    const tags = properties.map((member) => {
      const called = member.questionToken === undefined ? member.name.text : `[${member.name.text}]`;
      const comment = commentTextOf(member).join(' ');
      return `@property {${types.of(member.type)}} ${called}${comment === '' ? '' : ` - ${comment}`}`;
    });
    return docComment(text, [...templates, `@typedef {object} ${name}`, ...tags]);
  }
  const notes = node.members.flatMap((member) => {
    const comment = commentTextOf(member).join(' ');
    return comment === '' ? [] : [`- \`${member.name?.getText() ?? ''}\`: ${comment}`];
  });
  const type = [...parents, ...(node.members.length === 0 ? [] : [types.literal([...node.members])])].join(' & ');
  return docComment(
    [...text, ...(text.length > 0 && notes.length > 0 ? [''] : []), ...notes],
    [...templates, `@typedef {${type}} ${name}`],
  );
}

type Property = ts.PropertySignature & { readonly name: ts.Identifier; readonly type: ts.TypeNode };

function isProperty(member: ts.TypeElement): member is Property {
  return ts.isPropertySignature(member) && ts.isIdentifier(member.name) && member.type !== undefined;
}
