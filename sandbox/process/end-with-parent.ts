/*
 * Preloaded into a process whose standard input is a pipe from its parent: both end together. The system
 * closes the pipe however the parent ends, even by kill -9.
 */
const end = (): void => void process.kill(process.pid, "SIGKILL");

process.stdin.on("end", end).on("error", end).resume();
// The pipe must not keep the process running.
process.stdin.unref();
