import { showTransfer, type TransferView } from '#database/transfers'
import { missing } from '#server/api/failures'
import type { ServerServices } from '#server/services'

interface Asked {
  readonly services: ServerServices
  readonly organizationId: string
  readonly params: { readonly transferId: string }
}

/** The transfer that a path names, with what happened to it. */
export async function transferOf({ services, organizationId, params }: Asked) {
  const shown = await showTransfer(services.queries, organizationId, params.transferId)
  if (shown === null) throw missing('transfer')
  return shown
}

/** What it is called in messages. */
export const nameOf = ({ recordName, recordKey }: TransferView): string => recordName ?? recordKey
