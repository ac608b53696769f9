/** Rules about templates: the only decision they make is whether something is present. */
import Handlebars from 'handlebars';
import { pathsBelow, type House, type Rule } from './house.js';

/** The maximum number of `{{#if}}` and `{{#unless}}` in all templates. It must not be increased. */
const mostDecisions = 60;

export const templateRules: readonly Rule[] = [
  {
    name: 'has no comparisons and unknown helpers in templates',
    find: (house) =>
      tagsOf(house).flatMap(({ path, tag }) => {
        const name = nameOf(tag);
        const isBlock = tag.program !== undefined;
        const isKnown = isBlock ? ['if', 'unless', 'each'].includes(name) : true;
        const isPlain = tag.params.every(({ type }) => type === 'PathExpression') && tag.hash === undefined;
        return isKnown && isPlain && tag.params.length === (isBlock ? 1 : 0) ? [] : [`${path} {{${name} …}}`];
      }),
    plant: {
      'templates/typescript/node/steps/planted.hbs': '{{#if (eq kind "x")}}a{{/if}}\n',
      'templates/typescript/node/steps/planted-helper.hbs': '{{upper name}}\n',
    },
  },
  {
    name: 'makes few decisions in templates',
    find: (house) => {
      const decisions = tagsOf(house).filter(({ tag }) => ['if', 'unless'].includes(nameOf(tag)));
      const last = decisions.at(-1)?.path ?? '';
      return decisions.length <= mostDecisions ? [] : [`${decisions.length} decisions, the last of them in ${last}`];
    },
    plant: { 'templates/zzz/planted.hbs': '{{#if a}}b{{/if}}\n'.repeat(mostDecisions + 1) },
  },
];

/** A node of Handlebars' syntax tree. Properties that its type does not have are `undefined`. */
interface Tag {
  readonly path: { readonly original?: string | boolean | number | null | undefined };
  readonly params: readonly { readonly type: string }[];
  readonly hash?: object;
  readonly program?: Body | undefined;
  readonly inverse?: Body | undefined;
}

interface Body {
  readonly body: readonly { readonly type: string }[];
}

function tagsOf(house: House): { readonly path: string; readonly tag: Tag }[] {
  return pathsBelow(house, 'templates')
    .filter((path) => path.endsWith('.hbs'))
    .flatMap((path) => tagsIn(Handlebars.parse(house.get(path) ?? '')).map((tag) => ({ path, tag })));
}

function tagsIn({ body }: Body): Tag[] {
  return body.flatMap((node) => {
    if (!isTag(node)) return [];
    return [node, ...[node.program, node.inverse].flatMap((part) => (part === undefined ? [] : tagsIn(part)))];
  });
}

function isTag(node: { readonly type: string }): node is Tag & { readonly type: string } {
  return node.type === 'BlockStatement' || node.type === 'MustacheStatement';
}

function nameOf({ path }: Tag): string {
  return typeof path.original === 'string' ? path.original : '';
}
