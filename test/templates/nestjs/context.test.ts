import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { ExecutionContext } from '@nestjs/common';
import { contextKeeper, contextOf } from '../../../templates/typescript/nestjs/context.js';

it("the context of a request is kept by Node's request, on every adapter, and others are not", () => {
  const contextFor = (type: string, request: object): ExecutionContext =>
    ({ getType: () => type, switchToHttp: () => ({ getRequest: () => request }) }) as unknown as ExecutionContext;
  const [express, raw, message] = [{}, {}, {}];
  const contexts = [contextFor('http', express), contextFor('http', { raw }), contextFor('rpc', message)];
  for (const context of contexts) assert.equal(contextKeeper.canActivate(context), true);
  assert.equal(contextOf(express), contexts[0]);
  assert.equal(contextOf(raw), contexts[1]);
  assert.equal(contextOf(message), undefined);
});
