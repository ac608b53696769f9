/** `requestId`: one ID per request, for the client, the handlers and the record. */
import { z } from 'zod';
import { blockOf, defineFeature, type FeatureContext, type Lowering, type OwnedHeader } from './feature.js';
import { checkHeaderName } from './header-name.js';

const settings = z.strictObject({
  header: z
    .string()
    .default('X-Request-Id')
    .meta({ description: 'The header that the ID is read from and sent in.', examples: ['X-Request-Id'] }),
  incoming: z.enum(['trust', 'ignore']).default('trust').meta({
    description:
      'Whether a valid incoming ID (1 to 128 characters of A-Z a-z 0-9 . _ -) is kept (`trust`) or always replaced (`ignore`).',
  }),
  format: z
    .enum(['uuid', 'uuidv7'])
    .default('uuid')
    .meta({ description: 'The format of new IDs: `uuid` is random, `uuidv7` is random and ordered by time.' }),
});

type RequestIdSettings = z.output<typeof settings>;

export const requestId = defineFeature({
  name: 'requestId',
  schema: z
    .union([z.boolean(), settings])
    .meta({ description: 'Assigns an ID to each request and sends it back in a response header.', examples: [true] }),
  settings: (block) => (block === true ? settings.parse({}) : blockOf(block)),
  ownedHeaders: requestIdHeaders,
  lower: lowerRequestId,
});

function requestIdHeaders({ header }: RequestIdSettings): OwnedHeader[] {
  return [{ name: header, owner: 'requestId.header', feature: 'requestId' }];
}

function lowerRequestId({ header, incoming, format }: RequestIdSettings, context: FeatureContext): Lowering {
  const place = { path: [...context.path, 'header'], part: 'value', report: context.report } as const;
  // The header is read from requests and written to responses, so its name must be allowed for both.
  checkHeaderName(header, 'request', place);
  return {
    request: [{ op: 'assignRequestId', feature: 'requestId', header: header.toLowerCase(), incoming, format }],
    head: [{ op: 'setHeader', feature: 'requestId', name: header, value: [{ kind: 'requestId' }] }],
  };
}
