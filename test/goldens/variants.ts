/**
 * How the variants of a helper stand in `fixtures/helpers/`: one of them whole, as `<helper>`, and the others in
 * `<helper>.diff`, by what is different. So a change that they share is a change of one text.
 *
 * The place of the whole one is `<helper>`, that of another `<helper> <variant>`.
 */
import { applyPatch, createTwoFilesPatch, parsePatch } from 'diff';

const ending = '.diff';

/** The files for some variants: from texts by place to texts by path. */
export function encodeVariants(variants: ReadonlyMap<string, string>): Map<string, string> {
  const files = new Map<string, string>();
  for (const [place, text] of Array.from(variants).sort(([left], [right]) => (left < right ? -1 : 1))) {
    const [helper = '', variant] = place.split(' ');
    if (variant === undefined) {
      files.set(helper, text);
      continue;
    }
    const patch = createTwoFilesPatch(helper, variant, variants.get(helper) ?? '', text, '', '', { context: 1 });
    files.set(`${helper}${ending}`, (files.get(`${helper}${ending}`) ?? '') + patch);
  }
  return files;
}

/** The variants that some files hold. What is not as {@link encodeVariants} writes it is left out. */
export function decodeVariants(files: ReadonlyMap<string, string>): Map<string, string> {
  const variants = new Map<string, string>();
  for (const [path, text] of files) {
    if (!path.endsWith(ending)) {
      variants.set(path, text);
      continue;
    }
    const helper = path.slice(0, -ending.length);
    for (const patch of parsePatch(text)) {
      const made = applyPatch(files.get(helper) ?? '', patch);
      if (made !== false && patch.newFileName !== undefined) variants.set(`${helper} ${patch.newFileName}`, made);
    }
  }
  return variants;
}
