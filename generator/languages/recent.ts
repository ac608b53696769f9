/** The results of a function for the texts that it was given last, since many files of outputs are the same. */
export class Recent<Result> {
  private readonly results = new Map<string, Result>();
  private readonly capacity: number;

  constructor(capacity = 500) {
    this.capacity = capacity;
  }

  /** The result for a text, from before if it is known. Nothing may change it. */
  of(text: string, make: () => Result): Result {
    const known = this.results.get(text);
    if (known !== undefined) return known;
    const made = make();
    const [oldest] = this.results.keys();
    if (this.results.size === this.capacity && oldest !== undefined) this.results.delete(oldest);
    this.results.set(text, made);
    return made;
  }
}
