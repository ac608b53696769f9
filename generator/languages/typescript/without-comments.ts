/** The code of a module without its comments. */
export function withoutComments(text: string): string {
  return text.replace(stringOrComment, (match) => (/^["'`]/.test(match) ? match : ' '));
}

const stringOrComment = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
