/** What a statement brought. Names of columns as the database gives them. */
export interface SqlResult {
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  /** Rows that were changed, or brought. */
  readonly affected: number
  /** The key that the database made, where it tells it so (MySQL). */
  readonly insertId: string | null
}

export interface SqlSession {
  query(text: string, values: readonly SqlValue[]): Promise<SqlResult>
}

export type SqlValue = string | number | boolean | null

/** A database of either kind. */
export interface Driver extends AsyncDisposable {
  /** For people, without credentials. */
  readonly address: string
  version(): Promise<string>
  /**
   * One transaction: all of it or nothing. Reading sees one state throughout. Whatever fails before the last word is undone.
   *
   * @throws {CommitLost} when the last word was sent and no answer came; what the database says, otherwise.
   */
  transaction<T>(effect: 'read' | 'write', work: (session: SqlSession) => Promise<T>): Promise<T>
}

/** Nobody knows whether the transaction took place. */
export class CommitLost extends Error {}

/** What both databases have in common; `end` gives the connection back, or closes one that is not fit to be used again. */
export interface Client {
  readonly session: SqlSession
  begin(effect: 'read' | 'write'): Promise<void>
  /** The last word, in one message. */
  finish(word: 'commit' | 'rollback'): Promise<void>
  /** Whether the database itself spoke, and its transaction is over for good. */
  isRefusal(error: unknown): boolean
  end(fit: boolean): void
}

export async function inTransaction<T>(
  client: Client,
  effect: 'read' | 'write',
  work: (session: SqlSession) => Promise<T>,
): Promise<T> {
  let fit = false
  try {
    await client.begin(effect)
    const result = await work(client.session)
    await commit(client)
    fit = true
    return result
  } catch (error) {
    if (error instanceof CommitLost) throw error
    // A connection that cannot undo is closed, which undoes as well.
    fit = await client.finish('rollback').then(
      () => true,
      () => false,
    )
    throw error
  } finally {
    client.end(fit)
  }
}

async function commit({ finish, isRefusal }: Client): Promise<void> {
  try {
    await finish('commit')
  } catch (error) {
    if (isRefusal(error)) throw error
    throw new CommitLost('the connection was lost while the transaction was committed', { cause: error })
  }
}

/** For people and records; a socket is this machine. */
export const addressOf = (
  protocol: string,
  { host, schema }: { readonly host: string; readonly schema: string },
  port: number,
): string => {
  const name = host.startsWith('/') ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `${protocol}://${name}:${port}/${encodeURIComponent(schema)}`
}
