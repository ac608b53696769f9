import { readFileSync } from 'node:fs';
import { express } from './generator/targets/express/target.js';
import { readSpec } from './generator/spec/read-spec.js';
const name = process.argv[2]!;
const src = readFileSync(`fixtures/${name}/mwgen.yaml`, 'utf8');
const { plan } = readSpec(src, { file: 'mwgen.yaml', frameworks: ['express','hono','fetch','fastapi','starlette'] } as any);
const set = await express.emit(plan!) as any;
for (const d of set.drafts) if (!process.argv[3] || d.name === process.argv[3]) console.log('=====', d.name, d.source, '\n' + d.statements.join('\n'));
