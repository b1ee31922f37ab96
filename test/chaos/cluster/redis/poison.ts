/**
 * Loaded into a process before everything else: ends it, as the system does when memory is short, while it reads an answer that has
 * the word in POISON.
 */
const poison = process.env["POISON"];
const { parse } = JSON;

JSON.parse = (text, reviver) => {
  if (poison !== undefined && text.includes(poison)) process.kill(process.pid, "SIGKILL");
  return parse(text, reviver);
};
