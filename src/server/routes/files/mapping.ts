import type { FileMapping } from '#csv/mapping'
import { listFlows } from '#database/integrations'
import { TillbridgeError } from '#lib/errors'
import type { ServerServices } from '#server/services'

/**
 * The mapping that came along with a file. Expressions are for who stands at the machine: each of them is bounded, a file
 * full of them is not.
 *
 * @throws {TillbridgeError} `rejected`: `FILE_MAPPING_WRONG`, `FILE_EXPRESSIONS_HERE`.
 */
export async function mappingOf(
  { pool }: Pick<ServerServices, 'pool'>,
  { organizationId, integrationId }: { readonly organizationId: string; readonly integrationId: string },
  text: string,
): Promise<FileMapping> {
  const flows = await listFlows(pool, organizationId)
  const orders = flows.find((flow) => flow.integrationId === integrationId && flow.flow === 'orders')
  const { parseFileMapping } = await import('#engine/files/mapping-text')
  const mapping = parseFileMapping(text, orders?.timeZone ?? 'UTC')
  const isExpression = (source: FileMapping['columns'][string]): boolean =>
    typeof source !== 'string' && 'expression' in source
  if (!Object.values(mapping.columns).some(isExpression)) return mapping
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'FILE_EXPRESSIONS_HERE',
    message: 'Columns that are made by expressions are not taken from here.',
    remedy: 'Name headings or fixed values, or use "tillbridge files" at the machine, which takes expressions too.',
  })
}
