/** The templates of this package, read from the disk on first use. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TemplateReader } from '../compile.js';
import { packageFolder } from './build-fingerprint.js';

const folder = join(packageFolder, 'templates');
const texts = new Map<string, string>();

export const packageTemplates: TemplateReader = {
  text(path) {
    const known = texts.get(path);
    if (known !== undefined) return known;
    const text = readFileSync(join(folder, path), 'utf8');
    texts.set(path, text);
    return text;
  },
  names: (path) => readdirSync(join(folder, path)).sort(),
};
