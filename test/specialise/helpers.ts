import { specialise } from '../../generator/languages/typescript/specialise/specialise.js';
import type { Settled, SourceText } from '../../generator/languages/typescript/specialise/specialise.js';

/** Specialises some helpers and returns each as one line; `use` is the code of the output that uses them. */
export function specialised(
  helpers: Readonly<Record<string, string>>,
  use: string,
  { facts = {}, presence = {}, exposes = [] }: Partial<Settled> & Pick<SourceText, 'exposes'> = {},
): Readonly<Record<string, string>> {
  const sources: SourceText[] = [
    { name: 'index', text: use, role: 'given', exposes },
    ...Object.entries(helpers).map(([name, text]): SourceText => ({
      name,
      text,
      role: name === 'platform' ? 'platform' : 'helper',
    })),
  ];
  const texts = specialise(sources, { facts, presence });
  return Object.fromEntries([...texts].map(([name, text]) => [name, text.replace(/\s+/g, ' ').trim()]));
}

/** Specialises the statements of a function, which has settings and a number with an unknown value as parameters. */
export function body(statements: string, knowledge: Partial<Settled> = {}): string {
  const helper = `export interface Settings { readonly never?: string; readonly some?: string; readonly always?: string; readonly flag?: boolean; }
    export function run(settings: Settings, a: number): unknown { ${statements} }`;
  const { helper: made = '' } = specialised(
    { helper },
    'export const go = (settings: Settings, a: number) => run(settings, a);',
    {
      facts: { on: true, off: false, open: undefined },
      presence: { never: 'never', some: 'sometimes', always: 'always', flag: 'always' },
      exposes: ['Settings'],
      ...knowledge,
    },
  );
  return /unknown \{ ?(.*?) ?\}$/.exec(made)?.[1]?.replaceAll('[ ', '[') ?? made;
}
