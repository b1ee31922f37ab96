// A stand-in for ComfyUI's own server. Like the real one, as its `server.py` and `execution.py` say: `/history/{id}`, `/queue`
// and `/view`, also under `/api`; 404 as plain text for every other path; a queue that is not in order and holds workflows; that
// a job moves from the queue into the history in one step; that previews are of the type `temp`; and that a restart forgets all
// but the files. Not like it: jobs change only when told to, nothing can be submitted, and workflows are a line long.
import { randomUUID } from "node:crypto";
import {
  createJobApiServer,
  type ApiRequest,
  type ApiResponse,
  type JobApiServer,
} from "../job-api/job-api-server.ts";
import { SAMPLE_IMAGE } from "../job-api/sample-files.ts";

/** How a job ends. */
export type ClassicEnd =
  /** Without `bytes`, the job made a text only. */
  | { readonly kind: "success"; readonly bytes?: Uint8Array }
  | { readonly kind: "error"; readonly message: string }
  | { readonly kind: "interrupted" }
  /** A word that the server does not have. */
  | { readonly kind: "word"; readonly word: string };

/** See {@link createComfyClassicSandbox}. */
export interface ComfyClassicSandbox {
  readonly server: JobApiServer;
  /** Puts a job at the end of the queue; returns its UUID. */
  addJob(): string;
  /** Starts a job. */
  start(uuid: string): void;
  /** Moves a job into the history. */
  end(uuid: string, end: ClassicEnd): void;
  /** Ends a job right after the next answer to a request for this path. */
  endAfter(path: RegExp, uuid: string, end: ClassicEnd): void;
  /** Removes a job from the queue and the history. */
  remove(uuid: string): void;
  /** Forgets the queue and the history, but not the files. */
  restart(): void;
  close(): Promise<void>;
}

const WORKFLOW = { "9": { class_type: "SaveVideo", inputs: { filename_prefix: "clip" } } };
const PREVIEW = { filename: "preview_00001_.png", subfolder: "", type: "temp" };

const item = (number: number, uuid: string): unknown[] => [number, uuid, WORKFLOW, {}, ["9"]];

function toEntry(uuid: string, end: ClassicEnd): unknown {
  const event = (name: string, data: object) => [name, { prompt_id: uuid, ...data }];
  const start = event("execution_start", { timestamp: 1_763_632_809_000 });
  const entry = (status_str: string, event_: unknown[], outputs: object = {}) => ({
    prompt: item(1, uuid),
    outputs,
    status: { status_str, completed: status_str === "success", messages: [start, event_] },
    meta: {},
  });
  switch (end.kind) {
    case "success": {
      const saved = { filename: `${uuid}.mp4`, subfolder: "video", type: "output" };
      return entry("success", event("execution_success", {}), {
        "7": { text: ["a caption"], ...(end.bytes && { images: [PREVIEW] }) },
        "8": { images: [{ filename: "start.png", subfolder: "", type: "input" }] },
        ...(end.bytes && { "9": { images: [saved], animated: [true] } }),
      });
    }
    case "error":
      return entry(
        "error",
        event("execution_error", {
          node_id: "3",
          node_type: "KSampler",
          exception_message: end.message,
          exception_type: "torch.OutOfMemoryError",
          traceback: ['File "/srv/ComfyUI/execution.py", line 12'],
        }),
      );
    case "interrupted":
      return entry("error", event("execution_interrupted", { node_id: "3" }));
    case "word":
      return entry(end.word, event("execution_cached", {}));
  }
}

/** What the server has in memory, and its files. */
class State {
  readonly running = new Map<string, number>();
  readonly pending = new Map<string, number>();
  readonly history = new Map<string, unknown>();
  readonly files = new Map([[`temp//${PREVIEW.filename}`, SAMPLE_IMAGE]]);

  forget(uuid: string): void {
    for (const each of [this.running, this.pending, this.history]) each.delete(uuid);
  }

  end(uuid: string, end: ClassicEnd): void {
    this.forget(uuid);
    this.history.set(uuid, toEntry(uuid, end));
    if (end.kind === "success" && end.bytes) this.files.set(`output/video/${uuid}.mp4`, end.bytes);
  }

  answer({ url }: ApiRequest): ApiResponse {
    const [kind, id = ""] = url.pathname
      .replace(/^\/api\//, "/")
      .slice(1)
      .split("/");
    if (kind === "history") {
      const entry = this.history.get(id);
      return { status: 200, body: entry === undefined ? {} : { [id]: entry } };
    }
    if (kind === "queue") {
      const [queue_running, queue_pending] = [this.running, this.pending].map((jobs) =>
        // The last one first: a heap is in no order that a client could rely on.
        [...jobs].toReversed().map(([uuid, number]) => item(number, uuid)),
      );
      return { status: 200, body: { queue_running, queue_pending } };
    }
    const get = (name: string): string => url.searchParams.get(name) ?? "";
    const bytes =
      kind === "view" && this.files.get(`${get("type")}/${get("subfolder")}/${get("filename")}`);
    return bytes ? { status: 200, body: bytes } : { status: 404, body: "404: Not Found" };
  }
}

/** Starts the stand-in. `port`: default any free one. */
export async function createComfyClassicSandbox(
  options: { readonly port?: number } = {},
): Promise<ComfyClassicSandbox> {
  const state = new State();
  let count = 0;
  let then: { path: RegExp; run: () => void } | undefined;
  const server = await createJobApiServer((request) => {
    const answer = state.answer(request);
    if (then?.path.test(request.url.pathname) === true) {
      then.run();
      then = undefined;
    }
    return answer;
  }, options);
  return {
    server,
    addJob: () => {
      const uuid = randomUUID();
      state.pending.set(uuid, (count += 1));
      return uuid;
    },
    start: (uuid) => {
      state.forget(uuid);
      state.running.set(uuid, (count += 1));
    },
    end: (uuid, end) => state.end(uuid, end),
    endAfter: (path, uuid, end) => {
      then = { path, run: () => state.end(uuid, end) };
    },
    remove: (uuid) => state.forget(uuid),
    restart: () => {
      for (const each of [state.running, state.pending, state.history]) each.clear();
    },
    close: () => server.close(),
  };
}
