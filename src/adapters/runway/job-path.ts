/** A job of the API: what is asked for, and its id there. */
export interface JobPath {
  readonly kind: "tasks" | "workflow_invocations";
  readonly id: string;
}

const INVOCATION = "workflow_invocations/";

/** The parts of a canonical id: the bare id, first of all of a task, or `workflow_invocations/` and the id of one. */
export const parseJobPath = (jobId: string): JobPath =>
  jobId.startsWith(INVOCATION)
    ? { kind: "workflow_invocations", id: jobId.slice(INVOCATION.length) }
    : { kind: "tasks", id: jobId };

/** The canonical id of a job. See {@link parseJobPath}. */
export const formatJobPath = ({ kind, id }: JobPath): string =>
  kind === "tasks" ? id : `${INVOCATION}${id}`;
