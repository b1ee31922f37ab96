import { z } from "zod";
import { baseUrl, token } from "./values.ts";

/** The address of a bucket. */
export interface BucketAddress {
  readonly bucket: string;
  /** What the names of all objects begin with: empty, or with a slash at the end. */
  readonly prefix: string;
  /** Base URL of the service. Default: Amazon's. */
  readonly endpoint?: string | undefined;
  /** Default: that of AWS_REGION. */
  readonly region?: string | undefined;
}

/** Where kept files are shared, and with which credentials. */
export interface BucketConfig {
  /** Origin of the service and, unless that is in the host's name, the bucket; without a slash at the end. */
  readonly baseUrl: string;
  /** What the names of all objects begin with: empty, or with a slash at the end. */
  readonly prefix: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** The variables that belong to a bucket. They have the names that Amazon's own tools use. */
type AwsVariable =
  | "AWS_REGION"
  | "AWS_ACCESS_KEY_ID"
  | "AWS_SECRET_ACCESS_KEY"
  | "AWS_SESSION_TOKEN";
type AwsValues = Readonly<Partial<Record<AwsVariable, string | undefined>>>;

const CURE = "write it like s3://bucket/prefix?region=eu-central-1";
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const PREFIX = /^(?:[\w.-]+\/)*$/;
const REGION = /^[a-z0-9-]{1,64}$/;
/** What services other than Amazon's expect unless they are told otherwise. */
const USUAL_REGION = "us-east-1";
const PARAMETERS = new Set(["endpoint", "region"]);

/** A signed request does not contain the secret key, so it may be sent in the clear. */
const endpointUrl = baseUrl({ allowsHttp: true });

/** The address of a bucket: `s3://<bucket>/<prefix>?endpoint=<URL>&region=<region>`. */
export const bucketUrl = z.string().transform((value, context): BucketAddress => {
  const fail = (message: string): never => {
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  };
  const url = /^s3:\/\//i.test(value) ? URL.parse(value) : null;
  if (!url) return fail(`is not the address of a bucket: ${CURE}`);
  const { host: bucket, searchParams } = url;
  if (url.username !== "" || url.password !== "")
    return fail("holds a key: move it to AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
  if (!BUCKET.test(bucket)) return fail(`names no bucket: ${CURE}`);
  const prefix = url.pathname.replace(/^\//, "").replace(/(?<=[^/])$/, "/");
  if (!PREFIX.test(prefix))
    return fail(
      "has a prefix that is not letters, digits, . - _ and single slashes: choose another",
    );
  if (url.hash !== "" || [...searchParams.keys()].some((name) => !PARAMETERS.has(name)))
    return fail("has more than endpoint= and region= after the ?: remove the rest");
  const region = searchParams.get("region") ?? undefined;
  if (region !== undefined && !REGION.test(region))
    return fail("has an invalid region: write it like region=eu-central-1");
  const endpoint = searchParams.get("endpoint") ?? undefined;
  const service = endpointUrl.optional().safeParse(endpoint);
  if (!service.success)
    return fail(`has an endpoint that ${service.error.issues[0]?.message ?? "is not a URL"}`);
  return { bucket, prefix, endpoint: service.data, region };
});

/** Returns what is missing or wrong beside the address of a bucket. */
export function bucketProblems(address: BucketAddress, set: AwsValues): string[] {
  const secrets = [
    ["AWS_ACCESS_KEY_ID", "the id of an access key for the bucket of RELAY_SPOOL_URL"],
    ["AWS_SECRET_ACCESS_KEY", "the secret of the access key in AWS_ACCESS_KEY_ID"],
    ...(set.AWS_SESSION_TOKEN === undefined ? [] : [["AWS_SESSION_TOKEN", ""] as const]),
  ] as const;
  const problems = secrets.flatMap(([name, what]) => {
    const issue = token(what).safeParse(set[name]).error?.issues[0];
    return issue ? [`${name} ${issue.message}`] : [];
  });
  const { endpoint, region = set.AWS_REGION } = address;
  if (region === undefined && endpoint === undefined)
    problems.push(
      "AWS_REGION is missing: RELAY_SPOOL_URL needs it, set it like eu-central-1, or add ?region= to RELAY_SPOOL_URL",
    );
  if (region !== undefined && !REGION.test(region))
    problems.push("AWS_REGION is not a region: set it like eu-central-1");
  return problems;
}

/** Combines an address with the variables that were checked with it. */
export function toBucketConfig(address: BucketAddress, values: AwsValues): BucketConfig {
  const { bucket, prefix, endpoint, region = values.AWS_REGION ?? USUAL_REGION } = address;
  const { AWS_ACCESS_KEY_ID = "", AWS_SECRET_ACCESS_KEY = "", AWS_SESSION_TOKEN } = values;
  return {
    baseUrl: endpoint === undefined ? amazonUrl(bucket, region) : `${endpoint}/${bucket}`,
    prefix,
    region,
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    sessionToken: AWS_SESSION_TOKEN,
  };
}

/** Amazon recommends the bucket in the host's name. Its certificate does not cover a name with dots. */
function amazonUrl(bucket: string, region: string): string {
  const host = `s3.${region}.amazonaws.com`;
  return bucket.includes(".") ? `https://${host}/${bucket}` : `https://${bucket}.${host}`;
}
