import { compile as compileWith, type CompileOptions, type CompileResult } from '../compile.js';
import { packageTemplates } from './package-templates.js';

/** Compiles a spec with the templates of this package. Problems are returned as diagnostics, not thrown. */
export function compile(text: string, options: Omit<CompileOptions, 'templates'>): Promise<CompileResult> {
  return compileWith(text, { ...options, templates: packageTemplates });
}
