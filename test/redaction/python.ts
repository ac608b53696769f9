/** What the generated helpers for Starlette record of cases. One process of Python is given all of them, a line each. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { generate } from '../generated/generate.js';
import type { Environment } from '../python/environment.js';
import type { Case } from './bodies.js';
import { replacement } from './model.js';
import { headerNames, queryNames, specs } from './specs.js';
import { middleware, type Outcome, stepsOf } from './typescript.js';

const program = `
import base64, json, os, re, sys
from redaction_python._internal.body import BodyRecorder, BodySettings
from redaction_python._internal.content import Disclosure, describe_body
from redaction_python._internal.errors import ErrorReporter
from redaction_python._internal.redact import Redactor, redact_query
from redaction_python._internal.store import SpillStore

rules = json.loads(sys.stdin.readline())
STORE = SpillStore(max_bytes=1_000_000, total_bytes=1_000_000_000)
everything = re.compile(".*", re.DOTALL)
query_names = frozenset(rules["query"])
redactors = [
    Redactor([tuple(step if isinstance(step, str) else tuple(step) for step in path) for path in paths], rules["replacement"])
    for paths in rules["specs"]
]

class Errors(ErrorReporter):
    def __init__(self):
        self.all = []
    def report(self, error):
        self.all.append(str(error))

for line in sys.stdin:
    one = json.loads(line)
    errors = Errors()
    redactor = redactors[one["spec"]]
    disclosure = Disclosure(
        redacted_headers=frozenset(rules["headers"]),
        replacement=rules["replacement"],
        redacted_query=query_names,
        redactor=redactor,
        decompress=True,
    )
    settings = BodySettings(
        max_bytes=one["maxBytes"],
        memory_limit=64 * 1024 * 1024,
        content_types=everything,
        spill=STORE if one["spills"] else None,
    )
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in one["headers"]]
    body = BodyRecorder(settings, raw, errors, redactor)
    data = base64.b64decode(one["bytes"])
    for at in range(0, len(data), 100):
        body.add(data[at : at + 100])
    facts = dict(describe_body(body, disclosure))
    body.kept.release()
    file = facts.pop("file", None)
    answer = {"record": {"query": redact_query(one["query"], query_names, rules["replacement"]), **facts}, "errors": errors.all}
    if file is not None:
        with open(file, "rb") as content:
            answer["file"] = base64.b64encode(content.read()).decode()
        os.remove(file)
    print(json.dumps(answer), flush=True)
`;

export interface PythonRecorder {
  readonly record: (cases: readonly Case[]) => Promise<Outcome[]>;
  readonly end: () => Promise<void>;
}

export async function pythonRecorder(environment: Extract<Environment, { kind: 'ready' }>): Promise<PythonRecorder> {
  const folder = await generate('redaction_python', middleware, 'starlette');
  const child = spawn(environment.python, ['-c', program], {
    cwd: dirname(folder),
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, PYTHONUTF8: '1', PYTHONDONTWRITEBYTECODE: '1' },
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const rules = { specs: specs.map(({ json }) => stepsOf(json)), replacement, query: queryNames, headers: headerNames };
  child.stdin.write(`${JSON.stringify(rules)}\n`);
  return {
    async record(cases) {
      child.stdin.write(
        cases.map((one) => `${JSON.stringify({ ...one, bytes: one.bytes.toString('base64') })}\n`).join(''),
      );
      const outcomes: Outcome[] = [];
      while (outcomes.length < cases.length) {
        const { value, done } = await answers.next();
        if (done === true) throw new Error('Python has ended early');
        outcomes.push(JSON.parse(value) as Outcome);
      }
      return outcomes;
    },
    async end() {
      child.stdin.end();
      await once(child, 'close');
    },
  };
}
