import type { CancelRequestResult } from "../../../src/core/job/job.ts";
import { jobKey, type Follow } from "../../../src/core/follow/follow.ts";
import { aJob } from "../follows.ts";
import type { FakeJobSource } from "../fakes/fake-job-source.ts";
import type { FakeStore } from "../fakes/fake-store.ts";

/** What becomes of a job that the API is asked to cancel. */
export const CANCEL_EFFECTS = ["ends", "is forgotten", "completes", "runs on"] as const;
/** See {@link CANCEL_EFFECTS}. */
type CancelEffect = (typeof CANCEL_EFFECTS)[number];

/** The answers to a cancellation that the API has accepted. `lost`: none comes. */
export const CANCEL_ANSWERS = ["cancelling", "unknown", "not-understood", "lost"] as const;
/** The answers to one that it has not accepted. */
export const CANCEL_REFUSALS = ["over", "unauthorised", "unavailable"] as const;
/** See {@link CANCEL_ANSWERS}. */
type CancelAnswer = (typeof CANCEL_ANSWERS)[number] | (typeof CANCEL_REFUSALS)[number];

/** The cancellations of a simulation, as its job API has them and as people press for them. */
export class Cancellations {
  /** Jobs that the API has cancelled and does not know any more. */
  readonly forgotten = new Set<string>();
  /** Ids of the follows that were open when the API forgot their job. */
  readonly openFollows = new Set<string>();
  /** How often a person has confirmed that a job is to be cancelled. */
  readonly confirmed = new Map<string, number>();
  readonly #api: FakeJobSource;
  readonly #store: FakeStore;
  readonly #effects = new Map<string, CancelEffect | undefined>();

  constructor(api: FakeJobSource, store: FakeStore) {
    this.#api = api;
    this.#store = store;
  }

  /** From now on, a request to cancel this job is answered like that. `effect`: only if it is accepted. */
  script(jobId: string, answer: CancelAnswer, effect?: CancelEffect): void {
    this.#effects.set(jobId, effect);
    if (answer === "lost") this.#api.hangCancel(jobId);
    else this.#api.answerCancel(jobId, { kind: answer });
  }

  /** Notes that a person confirms the cancellation of a follow's job. */
  confirm({ jobId }: Pick<Follow, "jobId">): void {
    this.confirmed.set(jobId, (this.confirmed.get(jobId) ?? 0) + 1);
  }

  /** The API's side of `JobSource.cancelJob`: it acts, whether or not the process is there for the answer. */
  async cancelJob(jobId: string, signal?: AbortSignal): Promise<CancelRequestResult> {
    const effect = this.forgotten.has(jobId) ? undefined : this.#effects.get(jobId);
    if (effect === "ends") this.#api.answer(jobId, { kind: "job", job: aJob("cancelled") });
    if (effect === "completes") this.#api.answer(jobId, { kind: "job", job: aJob("completed") });
    if (effect === "is forgotten") this.#forget(jobId);
    return this.#api.cancelJob(jobId, signal);
  }

  #forget(jobId: string): void {
    this.forgotten.add(jobId);
    this.#api.forget(jobId);
    const key = jobKey({ source: this.#api.name, jobId });
    for (const follow of this.#store.all())
      if (jobKey(follow) === key && follow.state === "pending") this.openFollows.add(follow.id);
  }
}
