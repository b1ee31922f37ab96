import { RelayError, StoreError } from "../../core/errors.ts";

/** A stored record is invalid: broken JSON, or a shape that no version had. It is quarantined. */
export class RecordUnreadableError extends RelayError {
  constructor(reason: string, options?: ErrorOptions) {
    super("record_unreadable", `an unreadable record: ${reason}`, options);
  }
}

/** A stored record was written by a newer release. It is left as it is, for that release to read. */
export class RecordNewerError extends StoreError {
  override readonly code = "record_newer";
  /** The version it was written with. */
  readonly version: number;
  constructor(version: number, options?: ErrorOptions) {
    super(
      `a record of version ${version}, written by a newer release of the relay: run that one`,
      options,
    );
    this.version = version;
  }
}
