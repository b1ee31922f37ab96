const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Whether an address that Slack hands out (`upload_url`, `response_url`) may be given our bytes: https, or the very
 * server that SLACK_API_URL names, or loopback where that is loopback too.
 */
export function isTrustedUrl(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.protocol === "https:") return true;
  if (url.protocol !== "http:") return false;
  const api = new URL(apiUrl);
  return url.origin === api.origin || (LOOPBACK.test(url.hostname) && LOOPBACK.test(api.hostname));
}
