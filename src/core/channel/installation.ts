import { z } from "zod";
import { PLATFORMS } from "./channel-ref.ts";

/** The app as it is installed in one workspace or organisation, with its tokens sealed by the platform's adapter. */
export const installationSchema = z.object({
  platform: z.enum(PLATFORMS),
  /** The workspace's id, or the organisation's if the app is installed for all of it. */
  workspace: z.string().min(1),
  /** Names the key that sealed it. */
  keyId: z.string().min(1),
  /** What only the holder of that key can read. */
  sealed: z.string().min(1),
  /** In Unix milliseconds, by the platform's clock. */
  installedAt: z.number(),
});
/** See {@link installationSchema}. */
export type Installation = Readonly<z.infer<typeof installationSchema>>;

/** The key of an installation in the store. */
export const installationKey = ({
  platform,
  workspace,
}: Pick<Installation, "platform" | "workspace">): string =>
  `${platform}:${encodeURIComponent(workspace)}`;
