/** What a mount function must be given, in the lines that are shown to the user. */
export interface MountFacts {
  /** Whether some middleware passes its records to a function of the application. */
  readonly needsOnCapture: boolean;
}

/** The options as a further argument, beginning with a comma; empty if none is required. */
export function requiredOptions({ needsOnCapture }: MountFacts): string {
  return needsOnCapture ? ', { onCapture: (record) => console.log(record) }' : '';
}
