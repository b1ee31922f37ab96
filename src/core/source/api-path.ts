/**
 * The path of an API's root on the server of `baseUrl`, without a slash at its end. A base URL may be given with or without
 * the API's own base path (`/v1`, or empty): `https://host/proxy` and `https://host/proxy/v1` both give `/proxy/v1`.
 */
export function toApiPath(baseUrl: string, apiBasePath: string): string {
  const path = new URL(baseUrl).pathname.replace(/\/+$/, "");
  return path.endsWith(apiBasePath) ? path : `${path}${apiBasePath}`;
}
