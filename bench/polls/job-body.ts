/** When the job was updated. */
export const UPDATED = "2026-11-28T08:00:20.000Z";

/** A job that runs, as the Pika API describes it. */
export const toBody = (jobId: string): string =>
  JSON.stringify({
    jobid: jobId,
    verb: "create",
    status: "progress",
    created: "2026-11-28T08:00:00.000Z",
    updated: UPDATED,
    prompt: "a lighthouse in a storm, waves against the rocks, seen from a boat -ar 16:9 -motion 2",
    content:
      "**a lighthouse in a storm, waves against the rocks, seen from a boat** -ar 16:9 -motion 2 (45%)",
    attachments: [],
    buttons: [],
    channel: "1316232391072944131",
    server: "1123665496148017235",
    discord: "MTMwODEyMjA3NDQyNz…",
    response: { progress_percent: 45 },
    code: 200,
  });
