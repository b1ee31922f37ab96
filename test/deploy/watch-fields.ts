/** Returns a copy of a JSON value that notes which fields are read, and the paths of those that were not. */
export function watchFields(value: unknown): { watched: unknown; unread: () => string[] } {
  const unread = new Set<string>();
  const watch = (part: unknown, path: string): unknown => {
    if (typeof part !== "object" || part === null) return part;
    const copy = Array.isArray(part) ? [] : {};
    for (const [key, child] of Object.entries(part)) {
      const childPath = path === "" ? key : `${path}.${key}`;
      const watchedChild = watch(child, childPath);
      if (!Array.isArray(part)) unread.add(childPath);
      Object.defineProperty(copy, key, {
        enumerable: true,
        get: () => {
          unread.delete(childPath);
          return watchedChild;
        },
      });
    }
    return copy;
  };
  return { watched: watch(value, ""), unread: () => [...unread] };
}
