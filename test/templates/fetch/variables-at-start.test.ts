import assert from 'node:assert/strict';
import { it } from 'node:test';
import { requiredVariable, variable } from '../../../templates/typescript/fetch/variables.js';

const name = 'MWGEN_TEST_VARIABLE';

it('a required environment variable that is not set fails at start-up, other than on Workers', () => {
  assert.throws(() => requiredVariable(name, 'mwgen.yaml:7'), {
    message: `The environment variable ${name} is not set, and mwgen.yaml:7 needs it.`,
  });
  assert.equal(variable(name, 'local')({ [name]: 'bound' }), 'local');
  process.env[name] = 'own';
  const read = requiredVariable(name, 'mwgen.yaml:7');
  Reflect.deleteProperty(process.env, name);
  assert.equal(read({ [name]: 'bound' }), 'own');
});
