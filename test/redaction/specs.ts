/** The rules that bodies are redacted by: as a spec has them, and as lists of steps. */
export interface Rules {
  readonly json: readonly string[];
  readonly steps: readonly (readonly string[])[];
}

function rules(...steps: readonly (readonly string[])[]): Rules {
  const escape = (step: string): string => (step === '*' || step === '**' ? step : step.replace(/[.*]/g, '\\$&'));
  return { json: steps.map((path) => path.map(escape).join('.')), steps };
}

export const specs: readonly [Rules, ...Rules[]] = [
  rules(['password'], ['user', 'ssn'], ['**', 'token'], ['cards', '*', 'number']),
  rules(['a.b'], ['**', 'items', '0', 'pin'], ['x', '*', 'y'], ['naïve']),
  rules(['*', 'secret'], ['**', 'deep', '**', 'key'], ['list', '1']),
  rules(['tags', '*'], ['user', '**', 'card', '*', 'cvc'], ['**', 'api key']),
];

export const queryNames: readonly [string, ...string[]] = ['token', 'api key'];
export const headerNames: readonly [string, ...string[]] = ['authorization', 'cookie', 'x-session'];
