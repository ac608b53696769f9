/** The table of behaviours by target in the docs: which cases ran, and which passed. */
import { cases } from './cases/index.js';
import type { Case } from './harness/case.js';
import { applies, exemptionOf, targets } from './harness/targets.js';

/** `<target>/<case>` for each case that passed. */
export type Passed = ReadonlySet<string>;

export function printBehaviours(passed: Passed): string {
  const head = `| behaviour | ${targets.map(({ name }) => name).join(' | ')} |`;
  const rows = [...groups()].map(
    ([behaviour, group]) => `| ${behaviour} | ${targets.map((target) => cell(group, target, passed)).join(' | ')} |`,
  );
  const limits = cases.flatMap(({ name, exempt = {} }) =>
    Object.entries(exempt)
      .filter(([concerned]) => targets.some((target) => [target.name, target.family].includes(concerned)))
      .map(([concerned, reason]) => `- ${name} (${concerned}): ${reason}`),
  );
  return `# Behaviours

The results of a run of the conformance suite, written by \`npm run behaviours\`. Each cell shows how many cases passed, of
those that apply to the target. A dash means that no case applies.

${[head, `| --- |${targets.map(() => ' ---: |').join('')}`, ...rows].join('\n')}

${limits.length === 0 ? 'No target is exempt from any case.' : `## Known limitations\n\n${limits.join('\n')}`}
`;
}

/** How many cases apply to each target, by behaviour. The table must agree with these numbers. */
export function countBehaviours(): string[] {
  return [...groups()].map(([behaviour, group]) =>
    [behaviour, ...targets.map((target) => group.filter((one) => applies(one, target)).length)].join(' '),
  );
}

/** The cases grouped by behaviour, which is the beginning of their names. */
function groups(): Map<string, Case[]> {
  const found = new Map<string, Case[]>();
  for (const one of cases) {
    const behaviour = one.name.includes(':') ? one.name.slice(0, one.name.indexOf(':')) : 'other';
    found.set(behaviour, [...(found.get(behaviour) ?? []), one]);
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function cell(group: readonly Case[], target: (typeof targets)[number], passed: Passed): string {
  const own = group.filter((one) => applies(one, target));
  const limits = own.filter((one) => exemptionOf(one, target) !== undefined).length;
  const good = own.filter((one) => passed.has(`${target.name}/${one.name}`)).length - limits;
  if (own.length === 0) return '–';
  return `${String(good)}/${String(own.length)}${limits === 0 ? '' : ` (${String(limits)} known)`}`;
}
