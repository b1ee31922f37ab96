import type { z } from "zod";
import type { environment } from "./environment.ts";

/** Slack over HTTP if there is a signing secret, otherwise over Socket Mode; or only posts. */
type Intake =
  | {
      readonly receivesCommands?: undefined;
      readonly appToken: string;
      readonly signingSecret?: undefined;
    }
  | {
      readonly receivesCommands?: undefined;
      readonly appToken?: string;
      readonly signingSecret: string;
    }
  | {
      readonly receivesCommands: false;
      readonly appToken?: undefined;
      readonly signingSecret?: undefined;
    };

/** The workspaces: that of the bot token, or all that install the app. */
type Membership =
  | { readonly botToken: string; readonly oauth?: undefined; readonly secretKeys?: undefined }
  | {
      readonly botToken?: undefined;
      /** Absent if the process only posts. */
      readonly oauth?: {
        readonly clientId: string;
        readonly clientSecret: string;
        readonly stateSecret: string;
      };
      /** 32 bytes each, in hexadecimal. */
      readonly secretKeys: readonly string[];
    };

/** How the relay reaches Slack. */
export type SlackConfig = Intake &
  Membership & {
    /** With a slash at the end. */
    readonly apiUrl: string;
  };

/** Returns `undefined` if Slack is off, or if a variable is missing, which is reported. */
export function toSlackConfig(values: z.output<typeof environment>): SlackConfig | undefined {
  const intake = toIntake(values);
  const membership = toMembership(values);
  return intake && membership && { ...intake, ...membership, apiUrl: values.SLACK_API_URL };
}

function toIntake({
  SLACK_APP_TOKEN: appToken,
  SLACK_SIGNING_SECRET: signingSecret,
  RELAY_ROLE: role,
}: z.output<typeof environment>): Intake | undefined {
  if (role === "worker") return { receivesCommands: false };
  if (signingSecret !== undefined)
    return { signingSecret, ...(appToken !== undefined && { appToken }) };
  return appToken === undefined ? undefined : { appToken };
}

function toMembership(values: z.output<typeof environment>): Membership | undefined {
  const { SLACK_BOT_TOKEN: botToken, RELAY_SECRET_KEY: secretKeys } = values;
  if (botToken !== undefined) return { botToken };
  if (values.RELAY_ROLE === "worker") return secretKeys && { secretKeys };
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret } = values;
  const { SLACK_STATE_SECRET: stateSecret } = values;
  if (clientId === undefined || clientSecret === undefined) return undefined;
  if (stateSecret === undefined || secretKeys === undefined) return undefined;
  return { oauth: { clientId, clientSecret, stateSecret }, secretKeys };
}
