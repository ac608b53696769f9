import assert from 'node:assert/strict';
import { it } from 'node:test';
import { identifyRequest, requestIdOf } from '../../../templates/typescript/fetch-handler/request-id.js';

it('the ID of a request is known for this request only', () => {
  const [one, other] = [new Request('http://a/'), new Request('http://a/')];
  identifyRequest(one, 'first');
  assert.equal(requestIdOf(one), 'first');
  assert.equal(requestIdOf(other), undefined);
  identifyRequest(one, 'second');
  assert.equal(requestIdOf(one), 'second');
});
