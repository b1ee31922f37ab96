/* For `--import` into a measured process, with --expose-gc: prints the V8 heap after a collection at each SIGUSR2. */
process.on("SIGUSR2", () => {
  globalThis.gc?.();
  process.stdout.write(`heap ${process.memoryUsage().heapUsed}\n`);
});
