/** Compiles the specs in the documentation, and generates the code shown in the README. */
import { compile, type CompileResult } from '../generator/index.js';

/** Compiles a complete spec, or the settings of a single middleware. */
export function compileExample(text: string): Promise<CompileResult> {
  const indented = text.replace(/^(?=.)/gm, '    ');
  const whole = /^version:/m.test(text)
    ? text
    : `version: 1\ntargets:\n  - { framework: express, output: out }\nmiddleware:\n  api:\n${indented}`;
  const settings = { importExtension: '.js', prettier: { singleQuote: true, printWidth: 100 } } as const;
  return compile(whole, { file: 'mwgen.yaml', settings: () => settings });
}

/** The README with the code that its first spec generates, starting at the doc comment of the middleware. */
export async function withExcerpt(readme: string): Promise<string> {
  const [, spec = ''] = /^```yaml\n([\s\S]*?)^```/m.exec(readme) ?? [];
  const { plan, targets } = await compileExample(spec);
  const name = plan?.middleware[0]?.name ?? '';
  const file = targets.flatMap(({ files }) => files).find(({ path }) => path.endsWith(`/${name}.ts`));
  const code = file?.text.slice(file.text.lastIndexOf('\n/**') + 1) ?? '';
  return readme.replace(/^```ts\n[\s\S]*?^```/m, () => `\`\`\`ts\n${code}\`\`\``);
}
