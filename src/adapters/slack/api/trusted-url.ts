const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Whether an address that Slack hands out (`upload_url`, `response_url`) may receive our bytes: it is https, or on the
 * same server as SLACK_API_URL, or on loopback if that is on loopback too.
 */
export function isTrustedUrl(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  if (url.protocol === "https:") return true;
  if (url.protocol !== "http:") return false;
  const api = new URL(apiUrl);
  return url.origin === api.origin || (LOOPBACK.test(url.hostname) && LOOPBACK.test(api.hostname));
}
