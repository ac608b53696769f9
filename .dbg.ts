import { specialise } from './generator/languages/typescript/specialise/specialise.js';
import { readFileSync } from 'node:fs';
const t = (p: string) => readFileSync(`templates/typescript/${p}.ts`, 'utf8');
const r = specialise([{name:'index',text:'export const x = generatedId(() => randomUuid(), report);',role:'given'},{name:'shared/values',text:t('shared/values'),role:'helper'},{name:'node/platform',text:t('node/platform'),role:'platform'}],{facts:{},presence:{}});
console.log(r.get('shared/values'), r.get('index'));
import { Project } from 'ts-morph';
const p = new Project({ useInMemoryFileSystem: true, skipLoadingLibFiles: true });
console.log(p.createSourceFile('a.ts', { statements: [r.get('shared/values')!] }).getFullText().slice(0, 1800));
