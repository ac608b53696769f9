/** One kind of message: how grave it is, and its sentence with the holes filled. */
export interface Message<Holes> {
  readonly severity: 'error' | 'warning';
  readonly text: (holes: Holes) => string;
}

/** What a message without holes takes. */
export type NoHoles = Readonly<Record<string, never>>;

/** A message that stops the compiler. */
export const error = <Holes = NoHoles>(text: (holes: Holes) => string): Message<Holes> => ({
  severity: 'error',
  text,
});

/** A message that lets it go on. */
export const warning = <Holes = NoHoles>(text: (holes: Holes) => string): Message<Holes> => ({
  severity: 'warning',
  text,
});
