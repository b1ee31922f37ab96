import { webApi } from "@slack/bolt";
import { describe, expect, it } from "vitest";
import {
  fromStatus,
  slackErrorOf,
  toPlatformError,
} from "../../../../src/adapters/slack/errors.ts";

const refusal = (error: string, more: object = {}): Error =>
  new webApi.WebAPIPlatformError({ ok: false, error, ...more });

describe("what Slack's refusals mean", () => {
  it.each([
    ["channel_not_found", "channel_lost"],
    ["not_in_channel", "channel_lost"],
    ["is_archived", "channel_lost"],
    ["account_inactive", "channel_lost"],
    ["restricted_action", "forbidden"],
    ["restricted_action_read_only_channel", "forbidden"],
    ["restricted_action_thread_only_channel", "forbidden"],
    ["posting_to_channel_denied", "forbidden"],
    ["missing_scope", "forbidden"],
    ["file_uploads_disabled", "file_refused"],
    ["file_type_not_allowed", "file_refused"],
    ["file_upload_size_restricted", "too_large"],
    ["edit_window_closed", "message_lost"],
    ["message_not_found", "message_lost"],
    ["cant_update_message", "message_lost"],
    ["ratelimited", "rate_limited"],
    ["message_limit_exceeded", "rate_limited"],
    ["service_unavailable", "unavailable"],
    ["internal_error", "unavailable"],
    ["fatal_error", "unavailable"],
    ["request_timeout", "unavailable"],
    ["invalid_blocks", "rejected"],
    ["msg_too_long", "rejected"],
    ["file_not_found", "rejected"],
    ["invalid_channel", "channel_lost"],
    ["org_login_required", "unavailable"],
    // Used to be "rejected": the result was discarded.
    ["a_word_of_next_year", "unavailable"],
  ])("%s means %s", (word, code) => {
    const error = toPlatformError(refusal(word));
    expect(error.code).toBe(code);
    expect(error.retryable).toBe(code === "rate_limited" || code === "unavailable");
    expect(slackErrorOf(error)).toBe(word);
  });

  it.each(["token_revoked", "invalid_auth", "not_authed", "token_expired"])(
    "%s keeps results until the token is replaced, with few requests",
    (word) =>
      expect(toPlatformError(refusal(word))).toMatchObject({
        code: "unavailable",
        retryAfterMs: 60_000,
      }),
  );

  it("names the missing scopes", () => {
    const error = toPlatformError(refusal("missing_scope", { needed: "files:write,files:read" }));
    expect(error.missing).toEqual(["files:write", "files:read"]);
  });

  it("says how long to wait", () => {
    expect(toPlatformError(new webApi.WebAPIRateLimitedError(7))).toMatchObject({
      code: "rate_limited",
      retryAfterMs: 7_000,
    });
    const inBody = refusal("ratelimited", { response_metadata: { retryAfter: 3 } });
    expect(toPlatformError(inBody).retryAfterMs).toBe(3_000);
  });

  it.each([
    // Of a proxy: these used to be final.
    [400, "unavailable"],
    [403, "unavailable"],
    [413, "unavailable"],
    [429, "rate_limited"],
    [500, "unavailable"],
    [503, "unavailable"],
    [408, "unavailable"],
  ])("HTTP %d means %s", (status, code) => {
    expect(toPlatformError(new webApi.WebAPIHTTPError(status, "", {})).code).toBe(code);
    expect(fromStatus(status, { what: "x" }).code).toBe(code);
  });

  it("treats a proxy's page, a broken connection and unknown errors as an outage", () => {
    expect(toPlatformError(refusal("<html>Bad gateway</html>")).code).toBe("unavailable");
    expect(toPlatformError(new webApi.WebAPIRequestError(new Error("reset"))).code).toBe(
      "unavailable",
    );
    expect(toPlatformError(new Error("whatever")).code).toBe("unavailable");
  });
});
