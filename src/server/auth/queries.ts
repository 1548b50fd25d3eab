import { Kysely, PostgresDialect, type PostgresPool } from 'kysely'
import { type Pool, types } from 'pg'

// The sign-in library compares `Date` objects, where the rest of Tillbridge keeps instants as ISO text.
const WITH_DATES = { getTypeParser: types.getTypeParser }

/** Queries of the sign-in library over our own connections, with values as it knows them. */
export const authQueries = (pool: Pool): Kysely<unknown> =>
  new Kysely<unknown>({ dialect: new PostgresDialect({ pool: withDates(pool) }) })

const withDates = (pool: Pool): PostgresPool => ({
  async connect() {
    const client = await pool.connect()
    return {
      query: (text: unknown, values?: readonly unknown[]) =>
        client.query({ text: String(text), values: [...(values ?? [])], types: WITH_DATES }) as never,
      release: () => client.release(),
    }
  },
  options: pool.options,
  // The pool stays its owner's.
  async end() {},
})
