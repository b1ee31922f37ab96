/** Names one remote job, so that its source can be asked for it. */
export interface JobReference {
  /** The name of the source that knows the job. */
  readonly source: string;
  /**
   * The job's canonical id: unique within the source, and all that the source needs to ask for the job, with its app, path
   * or host if the API needs one. Printable ASCII without spaces, at most 256 characters.
   */
  readonly jobId: string;
}

/** A job, with what people are told instead of its id. */
export interface SourceJob extends JobReference {
  /** The source's name as people know it. */
  readonly sourceName: string;
  /** A short form of the id that channels may see. */
  readonly publicId: string;
}

/** A job that a text may mean. */
export interface RecognisedJob extends JobReference {
  /** `certain`: the text names this source. `possible`: the id has the form of this source's ids, which others may share. */
  readonly certainty: "certain" | "possible";
}
