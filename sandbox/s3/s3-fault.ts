import type { ServerResponse } from "node:http";

/** What a service can do instead of what it is asked. */
export type S3Fault =
  /** An error, with S3's code for it. */
  | { readonly kind: "status"; readonly status: number; readonly code: string }
  /** The request is carried out, but the connection ends before the answer. */
  | { readonly kind: "lost-answer" }
  /** The connection ends at once. */
  | { readonly kind: "reset" }
  /** Nothing is answered, and the connection stays. */
  | { readonly kind: "hang" }
  /** Half of the announced body; then the connection ends. */
  | { readonly kind: "truncated" }
  /** Half of the announced body; then nothing. */
  | { readonly kind: "stalled" }
  /** A byte every `everyMs`. */
  | { readonly kind: "drip"; readonly everyMs: number }
  /** A whole body of the announced length, with one byte changed. */
  | { readonly kind: "wrong-byte" };

/** A fault of an answer that has begun well. */
export type BodyFault = Extract<S3Fault, { kind: "truncated" | "stalled" | "drip" | "wrong-byte" }>;

/** Which requests get a fault. */
export interface S3FaultScope {
  /** Default: any. */
  readonly method?: string;
  /** How many requests get it. Default: all, until it is ended. */
  readonly times?: number;
}

/** Sends the body of an answer as a fault has it. Its headers are set. */
export function sendFaultyBody(fault: BodyFault, res: ServerResponse, bytes: Uint8Array): void {
  const half = Math.floor(bytes.length / 2);
  switch (fault.kind) {
    case "wrong-byte":
      res.end(Uint8Array.from(bytes, (byte, at) => (at === half ? 255 - byte : byte)));
      return;
    case "truncated":
      res.write(bytes.subarray(0, half), () => res.destroy());
      return;
    case "stalled":
      res.write(bytes.subarray(0, half));
      return;
    case "drip": {
      let at = 0;
      const timer = setInterval(() => res.write(bytes.subarray(at, (at += 1))), fault.everyMs);
      res.on("close", () => clearInterval(timer));
    }
  }
}
