/** A reporter for Node's test runner: a line of JSON for each test, with its file and the tests and suites around it. */

interface TestEvent {
  readonly type: string;
  readonly data: {
    readonly name: string;
    readonly nesting: number;
    readonly file?: string;
    readonly skip?: string | boolean;
    readonly todo?: string | boolean;
    readonly details?: { readonly type?: string };
  };
}

export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const names: string[] = [];
  for await (const { type, data } of events) {
    // A test is reported when it starts before those inside it.
    if (type === 'test:start') names.splice(data.nesting, names.length, data.name);
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const around = names.slice(0, data.nesting);
    const isLeftOut = data.skip !== undefined || data.todo !== undefined || data.details?.type === 'suite';
    if (isLeftOut) continue;
    const { name, file = '' } = data;
    yield `${JSON.stringify({ file, names: [...around, name], hasFailed: type === 'test:fail' })}\n`;
  }
}
