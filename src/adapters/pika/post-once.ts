import { Client, type FormData } from "undici";
import { receiveAnswer, type HttpAnswer } from "./answer.ts";
import { withDeadline, type Deadline } from "./deadline.ts";

/** A form on its way to an address. */
export interface FormPost {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly form: FormData;
}

/** What came of a post: an answer, or the certainty that nothing was sent, or neither. */
export type PostResult =
  | { readonly kind: "answered"; readonly answer: HttpAnswer }
  | { readonly kind: "unsent" | "lost"; readonly error: unknown };

/**
 * Sends a form once, over a connection of its own: one that is kept alive may have been closed by the other side, and a
 * request that fails on it may have been read before. Here all that fails before the connection stands was never sent.
 */
export async function postOnce(
  { url, headers, form }: FormPost,
  deadline: Deadline,
): Promise<PostResult> {
  const client = new Client(url.origin, {
    // Over HTTP/2 undici sends a refused request again by itself.
    allowH2: false,
    connectTimeout: deadline.timeoutMs,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  let isConnected = false;
  client.once("connect", () => {
    isConnected = true;
  });
  try {
    const answer = await withDeadline(deadline, async (signal) =>
      receiveAnswer(
        await client.request({ method: "POST", path: url.pathname, headers, body: form, signal }),
      ),
    );
    return { kind: "answered", answer };
  } catch (error) {
    return { kind: isConnected ? "lost" : "unsent", error };
  } finally {
    // Also keeps a request that still waits for its connection from being sent behind everybody's back.
    await client.destroy();
  }
}
