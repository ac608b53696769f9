import { numberLiteral, setLiteral, stringLiteral, tupleLiteral } from '../../languages/python/literals.js';
import { textualContentTypes } from '../../plan/content-types.js';
import { stepData } from '../../plan/parse-json-path.js';
import type { BodyPlan, CapturePlan, SpillPlan } from '../../plan/plan.js';
import type { HelperUses } from '../../plan/uses.js';
import { assign } from './course.js';

export const captureSettingsName = 'CAPTURE_SETTINGS';

/** Prints the constant with the capture settings of a middleware. */
export function printCaptureSettings(middleware: string, capture: CapturePlan, helpers: HelperUses): string {
  const { request, response, statuses } = capture;
  const ranges = (statuses ?? []).map(([from, to]) => `range(${String(from)}, ${String(to + 1)})`);
  const codes = ranges.length > 1 ? `(${ranges.map((range) => `*${range}`).join(', ')})` : ranges.join('');
  const fields = [
    `middleware=${stringLiteral(middleware)}`,
    `disclosure=${printDisclosure(capture, helpers)}`,
    ...(request === undefined ? [] : [`request=${printBody(request, capture)}`]),
    ...(response === undefined ? [] : [`response=${printBody(response, capture)}`]),
    ...(ranges.length === 0 ? [] : [`statuses=frozenset(${codes})`]),
  ];
  return assign(captureSettingsName, `CaptureSettings(${fields.join(', ')})`);
}

function printDisclosure({ redact, decompress }: CapturePlan, { uses }: HelperUses): string {
  const paths = tupleLiteral(redact.json.map((path) => path.map(stepData)));
  const fields = [
    `redacted_headers=${setLiteral(redact.headers)}`,
    `replacement=${stringLiteral(redact.replacement)}`,
    ...(uses.redactQuery && redact.query.length > 0 ? [`redacted_query=${setLiteral(redact.query)}`] : []),
    ...(redact.json.length === 0 ? [] : [`redactor=Redactor(${paths}, ${stringLiteral(redact.replacement)})`]),
    ...(uses.decompress && decompress ? ['decompress=True'] : []),
  ];
  return `Disclosure(${fields.join(', ')})`;
}

function printBody({ maxBytes, overflow, contentTypes }: BodyPlan, { memoryLimit, spill }: CapturePlan): string {
  const isTextual = contentTypes.join() === textualContentTypes.join();
  const fields = [
    `max_bytes=${numberLiteral(maxBytes)}`,
    `memory_limit=${numberLiteral(memoryLimit)}`,
    `content_types=${isTextual ? 'TEXTUAL' : `media_types(${contentTypes.map(stringLiteral).join(', ')})`}`,
    ...(overflow === 'drop' ? ['drop=True'] : []),
    ...(overflow === 'spill' && spill !== undefined ? [`spill=${printSpill(spill)}`] : []),
  ];
  return `BodySettings(${fields.join(', ')})`;
}

function printSpill({ directory, maxBytes, totalBytes }: SpillPlan): string {
  const fields = [
    `max_bytes=${numberLiteral(maxBytes)}`,
    `total_bytes=${numberLiteral(totalBytes)}`,
    ...(directory === undefined ? [] : [`directory=${stringLiteral(directory)}`]),
  ];
  return `SpillStore(${fields.join(', ')})`;
}
