import { compile as compileWith, type CompileOptions, type CompileResult } from '../compile.js';
import { packageTemplates } from './package-templates.js';

/** Compiles a spec with the templates of this package. All that is wrong with it is in the diagnostics; nothing is thrown for it. */
export function compile(text: string, options: Omit<CompileOptions, 'templates'>): Promise<CompileResult> {
  return compileWith(text, { ...options, templates: packageTemplates });
}
