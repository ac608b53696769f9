import { diagnostic } from '../diagnostics/diagnostic.js';
import { isFraming, isToken } from '../plan/field-name.js';
import type { FeatureContext, Path } from './feature.js';

/** Reports a header name that is invalid or that a middleware must not change. Returns whether the name is valid. */
export function checkHeaderName(
  name: string,
  message: 'request' | 'response',
  { path, part, report }: Pick<FeatureContext, 'report'> & { readonly path: Path; readonly part: 'key' | 'value' },
): boolean {
  if (!isToken(name)) {
    const help = "Write a name such as `X-Region`: letters, digits and any of !#$%&'*+-.^_`|~";
    report(diagnostic('header-name', { name }, { help }), path, part);
    return false;
  }
  if (isFraming(name, message)) {
    report(diagnostic('header-framing', { name }, { help: 'The server sets it if needed.' }), path, part);
    return false;
  }
  return true;
}
