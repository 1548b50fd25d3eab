import type { Bridge } from '#app/bridge'
import { listTransfers } from '#database/transfers'
import type { Excuse } from '#sandboxes/proof/books-proof'

const MOST = { limit: 100_000 }

/** What is not in the ERP, or not as it should be, by what Tillbridge says for itself. Default: of all integrations. */
export async function excusesOf(
  { queries, organizationId }: Pick<Bridge, 'queries' | 'organizationId'>,
  filter: { readonly integrationId?: string } = {},
): Promise<Excuse[]> {
  const lists = await Promise.all(
    (['attention', 'skipped'] as const).map(async (state) =>
      (await listTransfers(queries, organizationId, { ...filter, state }, MOST)).map((transfer) => ({
        orderKey: transfer.recordKey,
        state,
        code: transfer.causeCode ?? '',
        message: transfer.causeMessage ?? '',
        remedy: transfer.causeRemedy,
      })),
    ),
  )
  return lists.flat()
}
