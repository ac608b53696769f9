/** Describes changes of body capture. */
import type { BodyPlan, CapturePlan, JsonPath, MiddlewarePlan } from '../../plan/plan.js';
import { bytesText, percentText, whereText } from '../../plan/words.js';

export function captureMeaning(before: MiddlewarePlan, after: MiddlewarePlan): string[] {
  const [old, now] = [before.capture, after.capture];
  const bodies = (['request', 'response'] as const).flatMap((side) =>
    bodyMeaning(side, old?.[side], now?.[side], whereText(after.routes, 'capture')),
  );
  if (old === undefined || now === undefined) return bodies;
  return [...bodies, ...recordMeaning(old, now), ...redactMeaning(old, now)];
}

function bodyMeaning(side: string, old: BodyPlan | undefined, now: BodyPlan | undefined, where: string): string[] {
  if (now === undefined) return old === undefined ? [] : [`stops capturing ${side} bodies`];
  if (old === undefined) return [`starts capturing ${side} bodies, up to ${bytesText(now.maxBytes)} of each, ${where}`];
  const phrases: string[] = [];
  if (old.maxBytes !== now.maxBytes) {
    phrases.push(`keeps up to ${bytesText(now.maxBytes)} of ${side} bodies, was ${bytesText(old.maxBytes)}`);
  }
  if (old.overflow !== now.overflow)
    phrases.push(`${overflows[now.overflow]} longer ${side} bodies, was ${old.overflow}`);
  phrases.push(
    ...changes(
      old.contentTypes,
      now.contentTypes,
      `captures ${side} bodies of type`,
      `no longer captures ${side} bodies of type`,
    ),
  );
  return phrases;
}

const overflows = { truncate: 'truncates', drop: 'drops', spill: 'spills to a file' } as const;

function recordMeaning(old: CapturePlan, now: CapturePlan): string[] {
  const phrases: string[] = [];
  const [oldStatuses, statuses] = [statusesText(old), statusesText(now)];
  if (oldStatuses !== statuses) phrases.push(`records ${statuses}, was ${oldStatuses}`);
  if (old.sample !== now.sample)
    phrases.push(`records ${percentText(now.sample)} of requests, was ${percentText(old.sample)}`);
  if (old.memoryLimit !== now.memoryLimit) {
    phrases.push(`holds at most ${bytesText(now.memoryLimit)} of bodies in memory, was ${bytesText(old.memoryLimit)}`);
  }
  if (old.decompress !== now.decompress) {
    phrases.push(now.decompress ? 'shows compressed bodies decoded' : 'no longer decodes compressed bodies');
  }
  if (old.sink !== now.sink) phrases.push(`sends records to ${sinks[now.sink]}, no longer to ${sinks[old.sink]}`);
  if (JSON.stringify(old.spill) !== JSON.stringify(now.spill) && now.spill !== undefined) {
    const { directory, maxBytes, totalBytes } = now.spill;
    const limits = `up to ${bytesText(maxBytes)} per body and ${bytesText(totalBytes)} in all`;
    phrases.push(`spills to ${directory ?? 'the system temporary folder'}, ${limits}`);
  }
  return phrases;
}

const sinks = {
  log: 'standard output',
  callback: "the application's onCapture",
  opentelemetry: 'OpenTelemetry',
} as const;

function statusesText({ statuses }: CapturePlan): string {
  if (statuses === undefined) return 'every status';
  return `statuses ${statuses.map(([from, to]) => (from === to ? `${from}` : `${from} to ${to}`)).join(', ')}`;
}

function redactMeaning({ redact: old }: CapturePlan, { redact: now }: CapturePlan): string[] {
  const phrases = [
    ...changes(old.headers, now.headers, 'redacts the headers', 'NO LONGER redacts the headers'),
    ...changes(old.query, now.query, 'redacts the query parameters', 'NO LONGER redacts the query parameters'),
    ...changes(
      old.json.map(pathText),
      now.json.map(pathText),
      'redacts the JSON values',
      'NO LONGER redacts the JSON values',
    ),
  ];
  if (old.replacement !== now.replacement) phrases.push(`replaces redacted values by ${now.replacement}`);
  return phrases;
}

function pathText(path: JsonPath): string {
  return path.map((step) => (typeof step === 'string' ? step : step.key)).join('.');
}

function changes(old: readonly string[], now: readonly string[], starts: string, stops: string): string[] {
  const added = now.filter((item) => !old.includes(item));
  const gone = old.filter((item) => !now.includes(item));
  return [
    // Each item counts, because a secret may be shown from now on.
    ...(added.length === 0 ? [] : [`${starts} ${added.join(', ')}`]),
    ...(gone.length === 0 ? [] : [`${stops} ${gone.join(', ')}`]),
  ];
}
