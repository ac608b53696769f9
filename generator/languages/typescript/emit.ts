import type { EmitOptions } from '../language.js';
import type { GeneratedFile } from '../output.js';
import { Finisher } from './finish.js';
import { linkModules } from './modules.js';
import type { ModuleSet } from './modules.js';
import type { TypeScriptSettings } from './settings.js';

/** Links, formats and signs the modules of an output. */
export async function emitTypeScript(
  { modules, stubs, globals }: ModuleSet,
  { spec, settings }: EmitOptions<TypeScriptSettings>,
): Promise<GeneratedFile[]> {
  const { importExtension = '.js', prettier = {} } = settings;
  const texts = linkedTexts({ modules, stubs, globals }, importExtension);
  const finisher = new Finisher([...texts.values()], { spec, options: prettier });
  const files: GeneratedFile[] = [];
  for (const [name, code] of [...texts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const formatted = await finisher.format(code, { name: 'module.ts', isTyped: true });
    const requiredExports = stubs.get(name);
    files.push({
      path: `${name}.ts`,
      ...(requiredExports === undefined
        ? {
            text: await finisher.sign(formatted),
            ownership: 'generated',
          }
        : { text: formatted, ownership: 'once', requiredExports }),
    });
  }
  return files;
}

/** The text of each module of an output, unformatted. Modules import each other with an extension. */
export function linkedTexts({ modules, stubs, globals }: ModuleSet, extension: string): Map<string, string> {
  return linkModules(modules, {
    globals,
    stubs: stubs.keys(),
    specifier: (from, to) => relativeSpecifier(from, to) + extension,
  });
}

function relativeSpecifier(from: string, to: string): string {
  const [here, there] = [from.split('/').slice(0, -1), to.split('/')];
  while (here.length > 0 && here[0] === there[0]) {
    here.shift();
    there.shift();
  }
  return `${here.length === 0 ? './' : '../'.repeat(here.length)}${there.join('/')}`;
}
