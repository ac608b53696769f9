import { pathToFileURL } from 'node:url';
import { readFileSync, writeFileSync, existsSync, readdirSync } from 'node:fs';
const root = process.argv[2]!;
const { compile } = await import(pathToFileURL(`${root}/generator/compile.ts`).href);
const out: Record<string,string> = {};
const errors: Record<string,string> = {};
for (const name of readdirSync(`${root}/fixtures`)) {
  if (process.argv[4] && !name.match(process.argv[4])) continue;
  if (name.startsWith('error-') || name === 'helpers') continue;
  const file = ['mwgen.yaml','mwgen.json'].find((f) => existsSync(`${root}/fixtures/${name}/${f}`));
  if (!file) continue;
  const src = readFileSync(`${root}/fixtures/${name}/${file}`, 'utf8');
  try {
    const { targets } = await compile(src, { file, settings: () => ({ importExtension: '.js', prettier: { singleQuote: true } }) });
    for (const t of targets) for (const f of t.files) out[`${name}/${t.framework}/${f.path}`] = f.text;
  } catch (e: any) { errors[name] = e.stack; }
}
writeFileSync(process.argv[3]!, JSON.stringify(out));
for (const [n, e] of Object.entries(errors)) console.log('ERROR', n, e.split('\n').slice(0,6).join('\n'));
console.log(Object.keys(out).length, 'files');
