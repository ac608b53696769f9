import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

// The modules look at the runtime when they are loaded.
Object.defineProperty(globalThis, 'navigator', { value: { userAgent: 'Cloudflare-Workers' }, configurable: true });
const { requiredVariable, variable } = await import('../../../templates/typescript/fetch/variables.js');

const name = 'MWGEN_TEST_BINDING';

describe('environment variables on Workers', () => {
  it('come with the request, and the process has precedence', () => {
    const region = variable(name, 'local');
    assert.equal(region({ [name]: 'eu' }), 'eu');
    for (const other of [undefined, null, 'text', {}, { [name]: '' }, { [name]: { get: () => 'x' } }])
      assert.equal(region(other), 'local');
    process.env[name] = 'own';
    assert.equal(variable(name, 'local')({ [name]: 'eu' }), 'own');
    assert.equal(region({}), 'local', 'the environment is read once');
    Reflect.deleteProperty(process.env, name);
  });

  it('that are required fail when they are needed, and not at start-up', () => {
    const region = requiredVariable(name, 'mwgen.yaml:7');
    assert.equal(region({ [name]: 'eu' }), 'eu');
    assert.throws(() => region({}), {
      message: `The environment variable ${name} is not set, and mwgen.yaml:7 needs it.`,
    });
  });
});
