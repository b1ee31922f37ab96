/** Whether a host, as URLs spell it, is this machine. */
export const isLoopbackHost = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);

/** Whether the host of a URL is this machine. */
export const isLoopbackUrl = (value: string): boolean => {
  const url = URL.parse(value);
  return url !== null && isLoopbackHost(url.hostname);
};
