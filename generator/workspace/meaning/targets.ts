/** Describes which outputs a spec has had and has now. */

export interface MeantTarget {
  readonly framework: string;
  /** The folder, as it is shown. */
  readonly output: string;
}

/** One line for each output that is new, was removed, or is in another folder. */
export function targetsMeaning(before: readonly MeantTarget[], after: readonly MeantTarget[]): string[] {
  const added = after.filter((target) => !has(before, target));
  const gone = before.filter((target) => !has(after, target));
  const movedTo = ({ framework }: MeantTarget): MeantTarget | undefined => {
    const found = added.filter((one) => one.framework === framework);
    return found.length === 1 && gone.filter((one) => one.framework === framework).length === 1 ? found[0] : undefined;
  };
  const isGoal = (target: MeantTarget): boolean => gone.some((one) => movedTo(one) === target);
  return [
    ...added
      .filter((target) => !isGoal(target))
      .map(({ framework, output }) => `${output}: is new, for the framework ${framework}`),
    ...gone.map((target) => {
      const goal = movedTo(target);
      return goal === undefined
        ? `${target.output}: was removed, for the framework ${target.framework}`
        : `${target.output}: moves to ${goal.output}; imports of it have to change`;
    }),
  ];
}

function has(targets: readonly MeantTarget[], { framework, output }: MeantTarget): boolean {
  return targets.some((one) => one.framework === framework && one.output === output);
}
