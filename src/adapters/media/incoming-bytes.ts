import type { MediaError } from "../../core/errors.ts";
import type { Arrival } from "../../core/ports/media.ts";

/** The bytes of a download, for those who read its file meanwhile. */
export class IncomingBytes implements Arrival {
  readonly sizeBytes: number;
  #writtenBytes = 0;
  #end: "whole" | MediaError | undefined;
  #changed = Promise.withResolvers<void>();

  /** `sizeBytes`: how many the server has announced. */
  constructor(sizeBytes: number) {
    this.sizeBytes = sizeBytes;
  }

  async reached(bytes: number): Promise<void> {
    for (;;) {
      if (this.#end === "whole") return;
      if (this.#end) throw this.#end;
      if (bytes <= this.#writtenBytes && bytes < this.sizeBytes) return;
      await this.#changed.promise;
    }
  }

  /** So many are in the file. */
  note(writtenBytes: number): void {
    this.#writtenBytes = writtenBytes;
    this.#wake();
  }

  /** All are there, as announced. */
  end(): void {
    this.#end = "whole";
    this.#wake();
  }

  /** The rest does not come. */
  fail(error: MediaError): void {
    this.#end = error;
    this.#wake();
  }

  #wake(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
