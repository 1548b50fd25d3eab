import type { DocumentNumbers } from '#api/transfer-story'
import { figuresOf } from '#books/explain-figures'
import { getIntegration } from '#database/integrations'
import { transferEvents } from '#database/transfer-events'
import type { LinkView, TransferView } from '#database/transfers'
import type { OpenConnection } from '#engine/connections'
import type { TargetDocument } from '#model/documents'
import type { Handler } from '#server/api/call'
import { missing } from '#server/api/failures'
import { transferOf } from './one.ts'

export const showStory: Handler<'transfers.story'> = async (call) => {
  const { services, organizationId, params } = call
  const { transfer, links } = await transferOf(call)
  const integration = await getIntegration(services.pool, organizationId, transfer.integrationId)
  if (integration === null) throw missing('integration')
  const { connections } = services.engine.services
  const [events, store, target] = await Promise.all([
    transferEvents(services.pool, organizationId, params.transferId),
    connections.open(organizationId, integration.storeConnectionId),
    connections.open(organizationId, integration.targetConnectionId),
  ])
  return {
    foundBy: transfer.foundBy,
    recordUrl: recordUrl(store, transfer),
    store: store.connection.key,
    target: target.connection.key,
    events,
    documents: links.map(numbersOf),
    undone: transfer.causeCode === 'UNDONE',
  }
}

/** A store knows where its orders are; other records have no page of their own there. */
const recordUrl = ({ connector, settings }: OpenConnection, { flow, recordKey }: TransferView): string | null =>
  flow === 'orders' && !recordKey.includes('/') ? (connector.recordUrl?.(settings, recordKey) ?? null) : null

function numbersOf({ reference, document }: LinkView): DocumentNumbers {
  const { currency, date, ...rest } = document as TargetDocument
  const figures = figuresOf({ currency, date, ...rest } as TargetDocument)
  return {
    reference,
    currency,
    date,
    figures: figures.map(({ id, row, title, name, label, value, isQuantity }) => ({
      figure: id,
      row,
      title,
      name,
      label,
      value,
      isQuantity,
    })),
  }
}
