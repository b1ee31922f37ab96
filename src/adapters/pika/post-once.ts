import { Client, type FormData } from "undici";
import { receiveAnswer, type HttpAnswer } from "./http-answer.ts";
import { withDeadline, type Deadline } from "./deadline.ts";

/** A form and where to send it. */
export interface FormPost {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly form: FormData;
}

/** The result of a post: `answered`, `unsent` if certainly nothing was sent, `lost` if the API may have got it. */
export type PostResult =
  | { readonly kind: "answered"; readonly answer: HttpAnswer }
  | { readonly kind: "unsent" | "lost"; readonly error: unknown };

/**
 * Sends a form once, over a connection of its own: one that is kept alive may have been closed by the other side, and a
 * request that fails on it may have been read before. Anything that fails before this one is established was never sent.
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
    // Also keeps a request that still waits for its connection from being sent after all.
    await client.destroy();
  }
}
