/** How a job can end. */
export type JobEnd = "completed" | "failed" | "moderated" | "cancelled";

/** What a job is to do, described by what a user sees of it. What its API doesn't tell is left out. */
export interface JobPlan {
  readonly outcome: JobEnd;
  /** Names the job on the page; only Pika tells it. */
  readonly prompt: string;
  /** From its creation to its end. */
  readonly durationMs: number;
  /** How many jobs are ahead of it at first. */
  readonly ahead: number;
  /** Whether it reports its progress. */
  readonly tellsPercent: boolean;
  /** What it makes if it is completed. */
  readonly fileKind: "video" | "image";
  readonly fileCount: number;
  /** Size of each file, at least the sample's. */
  readonly fileBytes: number;
  /** Whether its files are marked as unsafe. Default: false. */
  readonly isUnsafe?: boolean;
  /** Why it failed or was moderated. Empty: the API's own words. */
  readonly error: string;
  readonly errorDetails: string;
}

/** A job as the page lists it. */
export interface ListedJob {
  readonly jobId: string;
  /** The job that it runs again. */
  readonly parentId?: string | undefined;
  readonly prompt: string;
  /** The API's word. */
  readonly status: string;
  readonly phase: "running" | JobEnd;
}

/** A request as the page lists it. */
export interface ListedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** The job, if the path doesn't name it. */
  readonly jobId?: string | undefined;
  readonly atMs: number;
  /** The status of the answer; `undefined` until it is sent. */
  readonly status: number | undefined;
}

/** What a person may paste to follow a job. */
export interface PasteText {
  readonly label: "ID" | "Link" | "Name and ID" | "curl";
  readonly text: string;
}

/** Injects a fault. Returns a function that clears it, if it lasts. */
export type InjectApiFault = () => (() => void) | undefined;

/** A stand-in of a job API whose jobs follow plans, as the page and the demo use it. */
export interface ScriptedApi {
  /** The name of the source in the relay. */
  readonly name: string;
  readonly displayName: string;
  /** How its jobs can end. */
  readonly ends: readonly JobEnd[];
  /** What it tells of a job: its progress, its place in the queue, and whether its files are unsafe. */
  readonly tells: readonly ("percent" | "queue" | "unsafe")[];
  /** What its jobs can make. */
  readonly makes: readonly JobPlan["fileKind"][];
  readonly faults: Readonly<Record<string, InjectApiFault>>;
  /** Starts a job. Returns its id. */
  start(plan: JobPlan): string;
  /** Moves a job to its next state at once. Throws if the API has no such job. */
  advance(jobId: string): void;
  /** Oldest first. */
  jobs(): readonly ListedJob[];
  /** How many requests there were about a job. */
  polls(jobId: string): number;
  /** What a person may paste to follow a job, the usual form first. */
  pasteTexts(jobId: string): readonly PasteText[];
  /** The requests of the relay, oldest first. */
  requests(): readonly ListedRequest[];
  /** Stops the jobs. The stand-in stays open. */
  close(): void;
}
