/** Plays the conformance cases that a fault in a helper may concern, those first that have noticed most. */
import { cases } from '../conformance/cases/index.js';
import type { Case } from '../conformance/harness/case.js';
import { compileCase, newWorkFolder, sourceOf, type Output } from '../conformance/harness/generate.js';
import { applies, targets, type Target } from '../conformance/harness/targets.js';
import { Trial, type Entry } from '../conformance/harness/trial.js';
import type { TemplateReader } from '../../generator/compile.js';
import { basename } from 'node:path';

/** Cases with the same code, which is compiled when it is needed. */
interface Group {
  readonly cases: readonly Case[];
  output?: Output;
}

/** The files of an output that a fault changes, by path. */
type Change = ReadonlyMap<string, { readonly before: string; readonly after: string }>;

/** `undefined`: no case fails; otherwise the case that does, or why there is no code to play it with. */
export type Found = { readonly failing: string } | { readonly problem: string } | undefined;

/** The number of groups that are compiled before their cases are played. */
const batch = 3;

export class CasesOf {
  readonly #target: Target;
  readonly #groups: readonly Group[];
  readonly #trial: Trial;
  /** How many faults of a helper a group has noticed. */
  readonly #noticed = new Map<string, Map<Group, number>>();

  private constructor(target: Target, groups: readonly Group[], trial: Trial) {
    this.#target = target;
    this.#groups = groups;
    this.#trial = trial;
  }

  static async prepare(name: string): Promise<CasesOf> {
    const target = targets.find((one) => one.name === name);
    if (target === undefined) throw new Error(`${name} cannot be run here`);
    const bySource = new Map<string, Case[]>();
    for (const one of cases.filter((each) => each.spec !== undefined && applies(each, target))) {
      const source = sourceOf(one, target);
      bySource.set(source, [...(bySource.get(source) ?? []), one]);
    }
    const groups = Array.from(bySource.values(), (own) => ({ cases: own }));
    return new CasesOf(target, groups, await Trial.prepare(target, await newWorkFolder('mutation')));
  }

  /** Plays cases until one fails twice, and does not without the fault. */
  async tried(file: string, templates: TemplateReader): Promise<Found> {
    const noticed = this.#noticed.get(file) ?? new Map<Group, number>();
    this.#noticed.set(file, noticed);
    const rank = (group: Group): number => (noticed.get(group) ?? 0) * 20 + group.cases.length;
    const groups = this.#groups.toSorted((one, other) => rank(other) - rank(one));
    const changes: Change[] = [];
    for (let at = 0; at < groups.length; at += batch) {
      const entries: Entry[] = [];
      for (const group of groups.slice(at, at + batch)) {
        const output = await this.#changed(group, changes, file, templates);
        if ('problem' in output) return output;
        if (output !== group.output) entries.push(...group.cases.map((one) => [one, output] as const));
      }
      for (const name of await this.#trial.failing(entries, { stopsAtFirst: true })) {
        const again = entries.filter(([one]) => one.name === name);
        const group = groups.find((one) => one.cases.some((each) => each.name === name));
        if (group !== undefined && !(await this.#isReal(group, again))) continue;
        if (group !== undefined) noticed.set(group, (noticed.get(group) ?? 0) + 1);
        return { failing: name };
      }
    }
    const atEnd = await this.#trial.end();
    return atEnd === undefined ? undefined : { failing: atEnd };
  }

  /** A case may fail once because the machine is busy. */
  async #isReal({ output }: Group, entries: readonly Entry[]): Promise<boolean> {
    const without = entries.map(([one]) => [one, output] as const);
    return (await this.#trial.failing(entries)).length > 0 && (await this.#trial.failing(without)).length === 0;
  }

  /**
   * The code of a group with the fault, or the same as without if that changes nothing. What has been compiled for
   * another group is not compiled again.
   */
  async #changed(group: Group, changes: Change[], file: string, templates: TemplateReader): Promise<Output> {
    const [first] = group.cases;
    if (first === undefined) throw new Error('a group has no cases');
    const output = (group.output ??= await compileCase(first, this.#target));
    // Small helpers are expanded where they are used, and are no modules in any output.
    if ('problem' in output || (this.#isModule(file) && !has(output, file))) return output;
    const earlier = changes.find((change) =>
      Array.from(change).every(([path, { before }]) => output.files.get(path) === before),
    );
    if (earlier !== undefined) {
      const files = new Map(output.files);
      for (const [path, { after }] of earlier) files.set(path, after);
      return { files };
    }
    const compiled = await compileCase(first, this.#target, templates);
    if ('problem' in compiled) return compiled;
    const paths = new Set([...compiled.files.keys(), ...output.files.keys()]);
    const different = Array.from(paths).filter((path) => compiled.files.get(path) !== output.files.get(path));
    if (different.length === 0) return output;
    const change = different.flatMap((path) => {
      const [before, after] = [output.files.get(path), compiled.files.get(path)];
      return before === undefined || after === undefined ? [] : [[path, { before, after }] as const];
    });
    if (change.length === different.length) changes.push(new Map(change));
    return compiled;
  }

  #isModule(file: string): boolean {
    return this.#groups.some(({ output }) => output !== undefined && has(output, file));
  }

  async end(): Promise<void> {
    await this.#trial.end();
  }
}

/** Whether an output has the helper as a module of its own. */
function has(output: Output, file: string): boolean {
  return 'files' in output && Array.from(output.files.keys()).some((path) => basename(path) === basename(file));
}
