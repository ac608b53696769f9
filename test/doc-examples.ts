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

/**
 * A page with the code that its specs generate: each block marked as `generated` shows the middleware of the spec before
 * it, starting at the doc comment or the class.
 */
export async function withExcerpts(page: string): Promise<string> {
  const parts = page.split(/^(```(?:yaml|(?:ts|python) generated)\n[\s\S]*?^```)/m);
  let spec = '';
  const written: string[] = [];
  for (const part of parts) {
    const [, language] = /^```(\w+) generated\n/.exec(part) ?? [];
    if (part.startsWith('```yaml\n')) spec = part.slice('```yaml\n'.length, -'```'.length);
    written.push(language === undefined ? part : `\`\`\`${language} generated\n${await excerptOf(spec)}\`\`\``);
  }
  return written.join('');
}

/** The middleware that a spec generates, without the helpers in its file. */
async function excerptOf(spec: string): Promise<string> {
  const { plan, targets } = await compileExample(spec);
  const name = plan?.middleware[0]?.name ?? '';
  const file = targets.flatMap(({ files }) => files).find(({ path }) => /\/(\w+)\.(?:ts|py)$/.exec(path)?.[1] === name);
  if (file === undefined) throw new Error(`The spec generates no module named ${name}.`);
  const [code] =
    /^\/\*\*(?:(?!^\/\*\*)[^])*?^export function [^]*?^\}\n/m.exec(file.text) ??
    /^class \w*Middleware:\n(?: .*\n|\n(?= ))*/m.exec(file.text) ??
    [];
  if (code === undefined) throw new Error(`The module ${name} has no middleware.`);
  return code;
}
