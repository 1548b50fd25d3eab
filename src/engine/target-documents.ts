import type { DocumentTarget } from '#contract/target'
import { TillbridgeError } from '#lib/errors'
import type { OpenConnection } from './connections.ts'

/**
 * The documents of a target.
 *
 * @throws {TillbridgeError} `bug`, `NOT_WRITABLE`, when its connector takes none.
 */
export function documentsOf({ connector }: OpenConnection): DocumentTarget<never> {
  const documents = connector.writes.documents as DocumentTarget<never> | undefined
  if (documents !== undefined) return documents
  throw new TillbridgeError({
    kind: 'bug',
    code: 'NOT_WRITABLE',
    message: `${connector.name} cannot take documents.`,
  })
}
