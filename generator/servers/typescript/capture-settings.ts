import { textualContentTypes } from '../../plan/content-types.js';
import { dataLiteral, numberLiteral, stringLiteral } from '../../languages/typescript/literals.js';
import { render } from '../../templates.js';
import type { HelperUses } from '../../plan/uses.js';
import { stepData } from '../../plan/parse-json-path.js';
import type { BodyPlan, CapturePlan, SpillPlan } from '../../plan/plan.js';

/** Prints the constant with the capture settings of a middleware. */
export function printCaptureSettings(middleware: string, capture: CapturePlan, { uses }: HelperUses): string {
  const { request, response, statuses, decompress, redact } = capture;
  const fields = [
    `middleware: ${stringLiteral(middleware)}`,
    request === undefined ? '' : `request: ${printBody(request, capture)}`,
    response === undefined ? '' : `response: ${printBody(response, capture)}`,
    statuses === undefined ? '' : `statuses: ${dataLiteral(statuses)}`,
    decompress && !uses.decompressAlways ? 'decompress: true' : '',
    `redactedHeaders: new Set(${dataLiteral(redact.headers)})`,
    uses.redactQuery ? `redactedQuery: new Set(${redact.query.length === 0 ? '' : dataLiteral(redact.query)})` : '',
    redact.json.length === 0
      ? ''
      : `redactor: new Redactor(${dataLiteral(redact.json.map((path) => path.map(stepData)))}, ${stringLiteral(redact.replacement)})`,
    `replacement: ${stringLiteral(redact.replacement)}`,
  ];
  return render('typescript/course/capture-settings', { fields: fields.filter((field) => field !== '') });
}

function printBody({ maxBytes, overflow, contentTypes }: BodyPlan, { memoryLimit, spill }: CapturePlan): string {
  const fields = [
    `maxBytes: ${numberLiteral(maxBytes)}`,
    `memoryLimit: ${numberLiteral(memoryLimit)}`,
    overflow === 'drop' ? 'drop: true' : '',
    overflow === 'spill' && spill !== undefined ? `spill: ${printSpill(spill)}` : '',
    `keeps: ${isTextual(contentTypes) ? 'isTextual' : `mediaTypeTest(${dataLiteral(contentTypes)})`}`,
  ];
  return `{ ${fields.filter((field) => field !== '').join(', ')} }`;
}

function printSpill({ directory, maxBytes, totalBytes }: SpillPlan): string {
  const fields = [
    ...(directory === undefined ? [] : [`directory: ${stringLiteral(directory)}`]),
    `maxBytes: ${numberLiteral(maxBytes)}`,
    `totalBytes: ${numberLiteral(totalBytes)}`,
  ];
  return `new SpillStore({ ${fields.join(', ')} })`;
}

function isTextual(types: readonly string[]): boolean {
  return (
    types.length === textualContentTypes.length && textualContentTypes.every((type, index) => type === types[index])
  );
}
