/** Words that Prettier treats in a way of their own, or that mean something to a parser in some places. */
export const special: ReadonlySet<string> = new Set(
  (
    'abstract accessor afterAll afterEach all any as assert asserts async at await beforeAll beforeEach bigint boolean break ' +
    'case catch class const constructor continue createGlobalStyle css debugger declare default defer define delete ' +
    'describe do each else enum eval export exports extend extends fakeAsync false fbt fdescribe finally fit flow for ' +
    'format from ftest function get global globalThis gql graphql html if implements import in infer inject instanceof ' +
    'interface intrinsic is it keyframes keyof let markdown md meta module namespace never new node noformat noprettier ' +
    'null number object of only out override package prettier private protected public readonly require resolve return ' +
    'satisfies set skip source sql static step string styled super svg switch symbol target test then this throw true ' +
    'try type typeof undefined unique unknown use using var void waitForAsync while with xdescribe xit xtest yield zx'
  ).split(' '),
);
