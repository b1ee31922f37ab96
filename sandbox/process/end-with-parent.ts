/*
 * Preloaded into a process whose standard input is a pipe from the one that started it: both end together. The system
 * closes the pipe whatever ends the other process, kill -9 included.
 */
const end = (): void => void process.kill(process.pid, "SIGKILL");

process.stdin.on("end", end).on("error", end).resume();
// Only the other end of the pipe matters: nothing is kept waiting for it.
process.stdin.unref();
