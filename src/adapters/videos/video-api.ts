/** What differs between the APIs of this shape. */
export interface VideoApi {
  /** The name of the source. */
  readonly name: "openrouter" | "together" | "videos";
  /** The source's name as people know it. */
  readonly displayName: string;
  /** The environment variable with the key. */
  readonly keyVariable: string;
  /** The environment variable with the base URL. */
  readonly urlVariable: string;
  /** The path of the API's root on its own host. */
  readonly basePath: string;
  /**
   * Its public hosts: their links mean this API, whatever address it is asked at. Absent: the API can be on any host, so a
   * job's canonical id begins with the one that knows it, as in `videos.example:8080/video_123`.
   */
  readonly hosts?: readonly string[];
  /** A job's path without a host, as the API's own answers give it. The first group is the id. */
  readonly relativeLink?: RegExp;
  /** Ids that no other API makes. */
  readonly ownId?: RegExp;
  /** Ids that other APIs may make, too. */
  readonly sharedId: RegExp;
  /** Whether a completed job has a file without saying so: then it is at `…/content`. */
  readonly hasUnlistedFile: boolean;
}

/** OpenRouter's videos. */
export const OPENROUTER: VideoApi = {
  name: "openrouter",
  displayName: "OpenRouter",
  keyVariable: "OPENROUTER_API_KEY",
  urlVariable: "OPENROUTER_API_URL",
  basePath: "/api/v1",
  hosts: ["openrouter.ai"],
  relativeLink: /(?<![^\s"'])\/api\/v1\/videos\/([\w-]+)/,
  ownId: /^gen-vid-\d+-[A-Za-z\d]{20}$/,
  sharedId: /^job-[A-Za-z\d]+$/,
  hasUnlistedFile: false,
};

/** Together AI's videos. */
export const TOGETHER: VideoApi = {
  name: "together",
  displayName: "Together AI",
  keyVariable: "TOGETHER_API_KEY",
  urlVariable: "TOGETHER_API_URL",
  basePath: "/v2",
  hosts: ["api.together.ai", "api.together.xyz"],
  // A UUID of version 7.
  sharedId: /^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[\da-f]{4}-[\da-f]{12}$/,
  hasUnlistedFile: false,
};

/** OpenAI's videos. OpenAI has closed them; gateways have kept their form. */
export const VIDEOS: VideoApi = {
  name: "videos",
  displayName: "OpenAI-compatible videos",
  keyVariable: "VIDEOS_API_KEY",
  urlVariable: "VIDEOS_API_URL",
  basePath: "/v1",
  sharedId: /^video_[\w=-]+$/,
  hasUnlistedFile: true,
};
