/** A kind of message: its severity, and a function that returns its text. */
export interface Message<Holes> {
  readonly severity: 'error' | 'warning';
  readonly text: (holes: Holes) => string;
}

/** The parameters of a message that has none. */
export type NoHoles = Readonly<Record<string, never>>;

/** A message that stops the compiler. */
export const error = <Holes = NoHoles>(text: (holes: Holes) => string): Message<Holes> => ({
  severity: 'error',
  text,
});

/** A message that does not stop the compiler. */
export const warning = <Holes = NoHoles>(text: (holes: Holes) => string): Message<Holes> => ({
  severity: 'warning',
  text,
});
