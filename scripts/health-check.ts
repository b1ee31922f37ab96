// The health check of the container: exits with 0 if the relay's HTTP server answers /healthz, or if there is none.

const { RELAY_HTTP_HOST: host = "", RELAY_HTTP_PORT: port = "" } = process.env;
/** What listens on all addresses also listens on this one. */
const LOOPBACK: Readonly<Record<string, string>> = {
  "": "127.0.0.1",
  "0.0.0.0": "127.0.0.1",
  "::": "[::1]",
};

if (port.trim() !== "") {
  const name = LOOPBACK[host.trim()] ?? host.trim();
  const authority = name.includes(":") && !name.startsWith("[") ? `[${name}]` : name;
  const response = await fetch(`http://${authority}:${port.trim()}/healthz`, {
    signal: AbortSignal.timeout(4_000),
  });
  if (!response.ok) process.exitCode = 1;
}
