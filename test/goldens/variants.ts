/**
 * The format of the variants of a helper in `fixtures/helpers/`: one variant is stored as a whole in `<helper>`, and
 * the others as differences from it in `<helper>.diff`. A change that affects all variants therefore changes only one
 * text.
 *
 * The place of the first is `<helper>`, that of another one `<helper> <variant>`.
 */
import { applyPatch, createTwoFilesPatch, parsePatch } from 'diff';

/** The ending of a file with differences. */
export const ending = '.diff';

/** Converts variants, by place, to files, by path. */
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

/**
 * Converts files to the variants they contain. Files in another format than that of {@link encodeVariants} are ignored.
 */
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
