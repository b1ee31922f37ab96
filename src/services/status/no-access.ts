import type { FollowResult } from "../../core/command-context.ts";
import type { PlatformError } from "../../core/errors.ts";
import { permissionNames, localized } from "../../messages/translator.ts";

/** The bot cannot post results in a channel. */
export type NoAccess = Extract<FollowResult, { kind: "no-access" }>;

/** What a refused post says about a channel, for the requester. */
export const toNoAccess = ({ missing }: PlatformError): NoAccess => ({
  kind: "no-access",
  problem:
    missing.length === 0
      ? localized("access.not-allowed")
      : localized("access.lacks", { names: permissionNames(missing) }),
  cure: localized("access.ask-manager"),
});
