import type { FollowResult } from "../../core/desk.ts";
import type { PlatformError } from "../../core/errors.ts";
import { permissionNames, phrase } from "../../messages/phrases.ts";

/** The bot cannot post results in a channel. */
export type NoAccess = Extract<FollowResult, { kind: "no-access" }>;

/** What a refused post says about a channel, for the requester. */
export const toNoAccess = ({ missing }: PlatformError): NoAccess => ({
  kind: "no-access",
  problem:
    missing.length === 0
      ? phrase("access.not-allowed")
      : phrase("access.lacks", { names: permissionNames(missing) }),
  cure: phrase("access.ask-manager"),
});
