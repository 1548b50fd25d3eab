import type { Sql } from './pool.ts'

export interface RateRule {
  readonly windowSeconds: number
  readonly most: number
}

/** Counts one try, in one statement, over all processes. A window begins with its first try. */
export async function countTry(
  sql: Sql,
  key: string,
  { windowSeconds, most }: RateRule,
): Promise<{ readonly allowed: boolean; readonly retryAfterSeconds: number }> {
  const { rows } = await sql.query<{ count: number; wait: number }>(
    `insert into tillbridge.rate_limits as r (key, count, expires_at) values ($1, 1, now() + make_interval(secs => $2))
     on conflict (key) do update set
       count = case when r.expires_at <= now() then 1 else r.count + 1 end,
       expires_at = case when r.expires_at <= now() then excluded.expires_at else r.expires_at end
     returning count, greatest(1, ceil(extract(epoch from expires_at - now())))::int as wait`,
    [key, windowSeconds],
  )
  const { count = 1, wait = 1 } = rows[0] ?? {}
  if (count === 1) {
    // Whoever begins a window takes out some of the rubbish.
    await sql.query(
      `delete from tillbridge.rate_limits where key in
       (select key from tillbridge.rate_limits where expires_at < now() - interval '1 hour' limit 100)`,
    )
  }
  return { allowed: count <= most, retryAfterSeconds: wait }
}
