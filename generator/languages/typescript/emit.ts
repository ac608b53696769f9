import { signFile } from '../header.js';
import type { EmitOptions } from '../language.js';
import type { GeneratedFile } from '../output.js';
import { canonicalTypeScript } from './canonical.js';
import { formatTypeScript } from './format.js';
import { linkModules } from './modules.js';
import type { ModuleSet } from './modules.js';
import type { TypeScriptSettings } from './settings.js';

/** Links, formats and signs the modules of an output. */
export async function emitTypeScript(
  { modules, stubs, globals }: ModuleSet,
  { spec, output, settings }: EmitOptions<TypeScriptSettings>,
): Promise<GeneratedFile[]> {
  const { importExtension = '.js', prettier = {} } = settings;
  const texts = linkModules(modules, {
    globals,
    specifier: (from, to) => relativeSpecifier(from, to) + importExtension,
  });
  const files: GeneratedFile[] = [];
  for (const [name, code] of [...texts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const formatted = await formatTypeScript(code, prettier);
    const requiredExports = stubs.get(name);
    files.push({
      path: output === '.' ? `${name}.ts` : `${output}/${name}.ts`,
      ...(requiredExports === undefined
        ? {
            text: await signFile(formatted, { spec, comment: '//', canonical: canonicalTypeScript }),
            ownership: 'generated',
          }
        : { text: formatted, ownership: 'once', requiredExports }),
    });
  }
  return files;
}

function relativeSpecifier(from: string, to: string): string {
  const [here, there] = [from.split('/').slice(0, -1), to.split('/')];
  while (here.length > 0 && here[0] === there[0]) {
    here.shift();
    there.shift();
  }
  return `${here.length === 0 ? './' : '../'.repeat(here.length)}${there.join('/')}`;
}
