/** Creates NestJS applications. Decorators are called, so that they need no compiler option. */
import { Module, type INestApplication, type ModuleMetadata, type NestApplicationOptions } from '@nestjs/common';
import { NestFactory, type AbstractHttpAdapter } from '@nestjs/core';

type Options = Pick<NestApplicationOptions, 'abortOnError' | 'bodyParser' | 'cors' | 'logger'>;

/** An application with one module, which prints nothing and does not end the process if it cannot start. */
export function createNest(
  adapter: AbstractHttpAdapter,
  metadata: ModuleMetadata = {},
  options: Options = {},
): Promise<INestApplication> {
  class Application {
    readonly metadata = metadata;
  }
  Module(metadata)(Application);
  return NestFactory.create(Application, adapter, optionsWith(options));
}

function optionsWith(options: Options): Options {
  return { ...options, abortOnError: false, logger: false };
}
