import { express } from './express/target.js';
import { fastapi } from './fastapi/target.js';
import { fastify } from './fastify/target.js';
import { fetch } from './fetch/target.js';
import { hono } from './hono/target.js';
import { koa } from './koa/target.js';
import { nestjs } from './nestjs/target.js';
import { node } from './node/target.js';
import { starlette } from './starlette/target.js';
import { formsOf } from '../languages/index.js';
import type { Target } from './target.js';

/** All frameworks that a spec can name. */
export const targets: readonly Target[] = [express, fastify, koa, nestjs, node, hono, fetch, fastapi, starlette];

/** Names of platforms and libraries, in lower case, with the framework to write for them in a spec. */
const otherNames: Readonly<Record<string, string>> = Object.fromEntries(
  targets.flatMap(({ name, serves = [] }) => serves.map((other) => [other, name] as const)),
);

/** What reading a spec needs to know about the frameworks. */
export const knownFrameworks = { frameworks: targets.map(({ name }) => name), otherNames, languageOf, languagesFor };

function languageOf(framework: string): string {
  return targets.find(({ name }) => name === framework)?.language ?? framework;
}

/** The languages in which the code for a framework can be written. */
function languagesFor(framework: string): string[] {
  return targets.filter(({ name }) => name === framework).flatMap(({ language }) => formsOf(language));
}
