const FOLLOWS = "pika_relay_follows";
const RESERVATIONS = "pika_relay_reservations";

/** The tables of the follow index. A row of a follow is one that is found in `groups`, in the order of `added`. */
export const CREATE_INDEX_TABLES = `
  CREATE TABLE IF NOT EXISTS ${FOLLOWS} (
    namespace text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    id text NOT NULL,
    is_settled boolean NOT NULL,
    groups text[] COLLATE "C" NOT NULL,
    job_partition smallint NOT NULL,
    channel_partition smallint NOT NULL,
    entry text NOT NULL,
    added bigint GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (namespace, key)
  );
  CREATE INDEX IF NOT EXISTS ${FOLLOWS}_groups_idx ON ${FOLLOWS} USING gin (groups) WITH (fastupdate = off);
  CREATE INDEX IF NOT EXISTS ${FOLLOWS}_job_idx ON ${FOLLOWS} (namespace, job_partition, added);
  CREATE INDEX IF NOT EXISTS ${FOLLOWS}_channel_idx ON ${FOLLOWS} (namespace, channel_partition, added);
  CREATE TABLE IF NOT EXISTS ${RESERVATIONS} (
    namespace text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    groups text[] COLLATE "C" NOT NULL,
    expires timestamptz NOT NULL,
    PRIMARY KEY (namespace, id)
  )`;

/** The names of the tables. */
export const INDEX_TABLES = [FOLLOWS, RESERVATIONS];

/** See {@link createIndexStatements}. */
export type IndexStatements = ReturnType<typeof createIndexStatements>;

/** The statements of the index in one namespace. */
export function createIndexStatements(namespace: string) {
  const here = `namespace = '${namespace}'`;
  const page = (condition: string): string =>
    `SELECT entry, added FROM ${FOLLOWS} WHERE ${here} AND ${condition} AND added > $2
      ORDER BY added LIMIT $3`;
  const columns = "id, is_settled, groups, job_partition, channel_partition, entry";
  return {
    put: `INSERT INTO ${FOLLOWS} AS stored (namespace, key, ${columns})
      VALUES ('${namespace}', $1, $2, $3, $4, $5, $6, $7)
      ON CONFLICT (namespace, key) DO UPDATE SET (${columns}) = (${columns
        .split(", ")
        .map((column) => `excluded.${column}`)
        .join(", ")})
      WHERE stored.id <> excluded.id OR stored.is_settled <= excluded.is_settled`,
    remove: `DELETE FROM ${FOLLOWS} WHERE ${here} AND key = $1 AND id = $2`,
    get: `SELECT entry, added FROM ${FOLLOWS} WHERE ${here} AND key = $1`,
    list: page("groups @> ARRAY[$1]"),
    listPartition: { job: page("job_partition = $1"), channel: page("channel_partition = $1") },
    reserve: `
      WITH ended AS (DELETE FROM ${RESERVATIONS} WHERE ${here} AND expires <= clock_timestamp()),
      "full" AS (
        SELECT place FROM unnest($3::text[], $4::float8[]) WITH ORDINALITY AS quota ("group", "limit", place)
        WHERE (
          SELECT count(*) >= "limit" AND NOT coalesce(bool_or(key = $2), false) FROM (
            SELECT key FROM ${FOLLOWS} WHERE ${here} AND groups @> ARRAY["group"]
            UNION SELECT key FROM ${RESERVATIONS}
            WHERE ${here} AND groups @> ARRAY["group"] AND expires > clock_timestamp()
          ) AS taken
        ) ORDER BY place LIMIT 1),
      kept AS (
        INSERT INTO ${RESERVATIONS} (namespace, id, key, groups, expires)
        SELECT '${namespace}', $1, $2, $3::text[], clock_timestamp() + $5 * interval '1 millisecond'
        WHERE NOT EXISTS (SELECT FROM "full"))
      SELECT place FROM "full"`,
    release: `DELETE FROM ${RESERVATIONS} WHERE ${here} AND id = $1`,
  };
}
