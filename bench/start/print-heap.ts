/* For `--import` into a measured process, with --expose-gc: prints the V8 heap, with the arrays of numbers beside it, after a collection at each SIGUSR2. */
process.on("SIGUSR2", () => {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  process.stdout.write(`heap ${heapUsed + arrayBuffers}\n`);
});
