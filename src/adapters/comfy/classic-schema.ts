import { z } from "zod";
import { flagField, textField } from "../../core/source/fields.ts";

const files = z
  .array(
    z
      .object({ filename: textField, subfolder: textField, type: textField })
      .optional()
      .catch(undefined),
  )
  .catch([]);

/** A job in the history. Its workflow, which may hold a key, is not even looked at. */
export const historyEntrySchema = z.object({
  outputs: z
    .record(
      z.string(),
      z
        .object({ images: files, gifs: files, videos: files, audio: files })
        .optional()
        .catch(undefined),
    )
    .catch({}),
  status: z
    .object({
      status_str: textField,
      completed: flagField,
      /** Events, each a pair of its name and its data. */
      messages: z.array(z.unknown()).catch([]),
    })
    .optional()
    .catch(undefined),
});
/** See {@link historyEntrySchema}. */
export type HistoryEntry = Readonly<z.infer<typeof historyEntrySchema>>;

/** The events of a job. */
export const eventSchema = z.tuple([z.string(), z.unknown()], z.unknown());

/** The data of the event of a failure. Its traceback and its inputs hold paths of the server, and are not read. */
export const executionErrorSchema = z.object({
  exception_message: textField,
  exception_type: textField,
  node_type: textField,
});

/** A place in the queue: a number, which is lower for what comes first, and a job's UUID. */
const placeSchema = z.tuple([z.number(), z.string()], z.unknown()).optional().catch(undefined);

/** The whole queue. */
export const queueSchema = z.object({
  queue_running: z.array(placeSchema),
  queue_pending: z.array(placeSchema),
});
