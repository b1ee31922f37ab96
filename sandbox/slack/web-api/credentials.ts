import { SlackFailure } from "./slack-failure.ts";

/** Which of the app's two tokens a method needs. */
export type TokenKind = "bot" | "app";

/** The two tokens of the installed app and their scopes. */
export class Credentials {
  readonly botToken: string;
  readonly appToken: string;
  scopes: readonly string[];
  #botError: string | undefined;
  #appError: string | undefined;

  constructor(tokens: { botToken: string; appToken: string; scopes: readonly string[] }) {
    this.botToken = tokens.botToken;
    this.appToken = tokens.appToken;
    this.scopes = [...tokens.scopes];
  }

  /** Refuses every later use of the token with `error`. */
  revoke(kind: TokenKind, error: string): void {
    if (kind === "bot") this.#botError = error;
    else this.#appError = error;
  }

  /** Makes both tokens valid again. */
  restore(): void {
    this.#botError = undefined;
    this.#appError = undefined;
  }

  /** Throws Slack's refusal unless `token` is valid for a method that needs a `wanted` token. */
  check(token: string | undefined, wanted: TokenKind): void {
    if (token === undefined || token === "") throw new SlackFailure("not_authed");
    const kind = this.#kindOf(token);
    if (kind === undefined) throw new SlackFailure("invalid_auth");
    const error = kind === "bot" ? this.#botError : this.#appError;
    if (error !== undefined) throw new SlackFailure(error);
    if (kind !== wanted) throw new SlackFailure("not_allowed_token_type");
  }

  /** Throws `missing_scope` unless the bot token has all of them. */
  need(...needed: readonly string[]): void {
    if (needed.every((scope) => this.scopes.includes(scope))) return;
    throw new SlackFailure("missing_scope", {
      needed: needed.join(","),
      provided: this.scopes.join(","),
    });
  }

  #kindOf(token: string): TokenKind | undefined {
    if (token === this.botToken) return "bot";
    return token === this.appToken ? "app" : undefined;
  }
}
