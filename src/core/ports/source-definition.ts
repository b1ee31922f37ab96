import type { CreateApiClient } from "./api-client.ts";
import type { JobSource } from "./job-source.ts";

/** An environment variable of a source. */
export interface SourceVariable {
  readonly name: string;
  /**
   * `token`: a secret. `base-url`: the address of the API. `base-urls`: a comma list of addresses of servers
   * of one's own, which may be plain http anywhere: the source sends no token over it, except to this machine.
   */
  readonly kind: "token" | "base-url" | "base-urls";
  /** For the documentation: a phrase without a full stop. */
  readonly description: string;
  /** As it would be written. Absent if there is none. */
  readonly default?: string;
  /** Whether the source needs it beside the first variable, which turns the source on. Default: false. */
  readonly isRequired?: boolean;
}

/** The values of a source's variables, by name. A `base-url` has no slash at its end; `base-urls` are joined by commas. */
export type SourceValues = Readonly<Partial<Record<string, string>>>;

/** What a source is made with. */
export interface SourceOptions {
  readonly values: SourceValues;
  readonly createClient: CreateApiClient;
}

/** Makes a source. It connects at the first request. */
export type CreateSource = (options: SourceOptions) => JobSource;

/** A job API that can be switched on. Small: it is loaded whether the source is on or not. */
export interface SourceDefinition extends Pick<
  JobSource,
  "name" | "displayName" | "limits" | "recognise"
> {
  /** In the order of the documentation. The source is on if the first one has a value, unless `isOn` says otherwise. */
  readonly variables: readonly [SourceVariable, ...SourceVariable[]];
  /** Of a source that is switched on by its name or by a file: whether it is. Each of its tokens must then have a value. */
  readonly isOn?: boolean;
}
