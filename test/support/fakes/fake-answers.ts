/** What a fake does when it is asked: answers, or keeps the asker waiting. */
export type FakeAnswer<Reading> = Reading | "hang";

/** The answer to a request for which a test set none. */
interface Endings<Reading> {
  readonly signal: AbortSignal | undefined;
  readonly usual: () => Reading;
  /** Aborted or closed before it began. */
  readonly aborted: Reading;
  /** Aborted or closed while it waited. */
  readonly lost: Reading;
}

/** The answers of one call of a fake, by what is asked for, and what was asked for so far. */
export class FakeAnswers<Reading> {
  /** In the order they were asked for. */
  readonly asked: string[] = [];
  readonly #closed: AbortSignal;
  readonly #answers = new Map<string, FakeAnswer<Reading>[]>();
  readonly #watchers = new Set<() => void>();

  constructor(closed: AbortSignal) {
    this.#closed = closed;
  }

  /** One after the other; the last one stays. Takes the place of what was said before. */
  set(subject: string, answers: readonly FakeAnswer<Reading>[]): void {
    this.#answers.set(subject, [...answers]);
  }

  forget(subject: string): void {
    this.#answers.delete(subject);
  }

  count(subject: string): number {
    return this.asked.filter((each) => each === subject).length;
  }

  /** What each subject would be answered next. */
  *ready(): Iterable<[string, FakeAnswer<Reading>]> {
    for (const [subject, [answer]] of this.#answers) {
      if (answer !== undefined) yield [subject, answer];
    }
  }

  /** Resolves once something was asked for `count` times. */
  async when(subject: string, count: number): Promise<void> {
    while (this.count(subject) < count) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#watchers.add(resolve);
      await promise;
    }
  }

  async next(
    subject: string,
    { signal, usual, aborted, lost }: Endings<Reading>,
  ): Promise<Reading> {
    this.asked.push(subject);
    for (const resolve of this.#watchers) resolve();
    this.#watchers.clear();
    if (this.#closed.aborted || signal?.aborted) return aborted;
    const answer = this.#take(subject) ?? usual();
    if (answer !== "hang") return answer;
    const ended = AbortSignal.any([this.#closed, ...(signal ? [signal] : [])]);
    const { promise, resolve } = Promise.withResolvers<void>();
    ended.addEventListener("abort", () => resolve());
    await promise;
    return lost;
  }

  #take(subject: string): FakeAnswer<Reading> | undefined {
    const answers = this.#answers.get(subject) ?? [];
    return answers.length > 1 ? answers.shift() : answers[0];
  }
}
