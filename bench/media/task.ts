/** Where the platforms are. */
export interface Platforms {
  readonly discord: { readonly apiUrl: string; readonly token: string };
  readonly slack: { readonly apiUrl: string; readonly token: string };
}

/** A video's way. */
export interface Task {
  readonly url: string;
  readonly platform: keyof Platforms;
  readonly channel: string;
}

/** What a bot works with. */
export interface Bot {
  readonly platforms: Platforms;
  /** For temporary files. */
  readonly directory: string;
}
