import type { EmitOptions } from '../language.js';
import type { GeneratedFile } from '../output.js';
import { linkedTexts } from '../typescript/emit.js';
import { Finisher } from '../typescript/finish.js';
import type { ModuleSet } from '../typescript/modules.js';
import type { TypeScriptSettings } from '../typescript/settings.js';
import { declarationsOf } from './declarations.js';
import { extensionOf, isCommonJs } from './language.js';
import { moduleText } from './modules.js';
import { hasOnlyTypes } from './nodes.js';
import { strip } from './strip.js';

/** Links the modules of an output, removes their types, and formats and signs them. */
export async function emitJavaScript(
  set: ModuleSet,
  { spec, settings }: EmitOptions<TypeScriptSettings>,
): Promise<GeneratedFile[]> {
  const { prettier = {} } = settings;
  const extension = extensionOf(settings);
  const ofTypes = `.d${extension.replace('js', 'ts')}`;
  const texts = linkedTexts(set, extension);
  const entries = new Set(set.modules.filter(({ role }) => role === 'entry').map(({ name }) => name));
  const declarations = declarationsOf(texts, (name) => entries.has(name) && !set.stubs.has(name));
  const files: GeneratedFile[] = [];
  const finisher = new Finisher([...texts.values(), ...declarations.values()], { spec, options: prettier });
  for (const [name, text] of [...texts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const declared = declarations.get(name);
    if (declared !== undefined) {
      const path = `${name}${ofTypes}`;
      const formatted = await finisher.format(declared, { name: path, isTyped: true });
      files.push({ path, text: await finisher.sign(formatted), ownership: 'generated' });
    }
    if (hasOnlyTypes(text)) continue;
    const path = `${name}${extension}`;
    const stripped = strip(text, !isCommonJs(settings));
    const code = moduleText(stripped, {
      isCommonJs: isCommonJs(settings),
      declarations: stripped.augments ? `./${name.split('/').at(-1) ?? ''}${ofTypes}` : undefined,
    });
    const formatted = await finisher.format(code, { name: path, isTyped: false });
    const requiredExports = set.stubs.get(name);
    files.push({
      path,
      ...(requiredExports === undefined
        ? { text: await finisher.sign(formatted), ownership: 'generated' }
        : { text: formatted, ownership: 'once', requiredExports }),
    });
  }
  return files;
}
