/** The list of deliberate faults in the docs: which faults were tried, and which cases failed. */

export interface Verdict {
  readonly target: string;
  readonly name: string;
  /** The number of cases that failed, and the first of them. */
  readonly noticedBy: number;
  readonly first: string | undefined;
}

export function printFaults(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(
    ({ target, name, noticedBy, first = 'none' }) =>
      `| ${target} | ${name} | ${String(noticedBy)} | ${first.replaceAll('|', '\\|')} |`,
  );
  return `# Deliberate faults

These faults are inserted into the generated code, one at a time, to show that the conformance suite notices them:
for each fault, at least one case must fail. The table is written by \`npm run mutants\`.

| target | fault | failing cases | first failing case |
| --- | --- | ---: | --- |
${rows.join('\n')}
`;
}

/** Parses a printed list. */
export function readFaults(text: string): Verdict[] {
  return [...text.matchAll(/^\| ([\w-]+) \| (.+?) \| (\d+) \| (.+) \|$/gm)].map(
    ([, target = '', name = '', count, first]) => ({
      target,
      name,
      noticedBy: Number(count),
      first: first?.replaceAll('\\|', '|'),
    }),
  );
}
