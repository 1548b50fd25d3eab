import type { Handlers } from '#server/api/call'
import { listAttention } from './attention/list.ts'
import { showSession } from './session/show.ts'
import { countTransfers } from './transfers/counts.ts'
import { listTransfersRoute } from './transfers/list.ts'
import { retryTransfersRoute } from './transfers/retry.ts'
import { showTransferRoute } from './transfers/show.ts'
import { skipTransferRoute } from './transfers/skip.ts'

/** What each route does. A route without a handler does not compile. */
export const HANDLERS: Handlers = {
  'session.show': showSession,
  'transfers.list': listTransfersRoute,
  'transfers.counts': countTransfers,
  'transfers.show': showTransferRoute,
  'transfers.retry': retryTransfersRoute,
  'transfers.skip': skipTransferRoute,
  'attention.list': listAttention,
}
