/** Where the bucket is, and who may use it. */
export interface BucketLocation {
  /** Origin of the service and, unless that is in the host's name, the bucket; without a slash at the end. */
  readonly baseUrl: string;
  /** What all keys begin with: empty, or with a slash at the end. */
  readonly prefix: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Only with temporary credentials. */
  readonly sessionToken?: string | undefined;
}
