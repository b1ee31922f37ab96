import { PLATFORM_FACTS } from "../channel/platform-facts.ts";
import type { Platform } from "../channel/channel-ref.ts";

/** How files are posted that their source marks as unsafe to see. */
export const UNSAFE_POLICIES = [
  /** Behind a spoiler, or as a link without a preview if the platform has no spoilers. */
  "spoiler",
  /** Neither the file nor a link. */
  "hide",
  /** As any other file. */
  "show",
] as const;
/** See {@link UNSAFE_POLICIES}. */
export type UnsafePolicy = (typeof UNSAFE_POLICIES)[number];

/** The variable that sets the policy. */
export const UNSAFE_VARIABLE = "RELAY_UNSAFE";

/** What a policy means on one platform. */
export type UnsafeHandling = "spoiler" | "link" | "hide" | "show";

/** What a policy means on a platform. */
export const unsafeHandling = (policy: UnsafePolicy, platform: Platform): UnsafeHandling =>
  policy === "spoiler" && !PLATFORM_FACTS[platform].hasSpoilers ? "link" : policy;

/** Whether an unsafe file may be attached. */
export const mayAttachUnsafe = (handling: UnsafeHandling): boolean =>
  handling === "spoiler" || handling === "show";
