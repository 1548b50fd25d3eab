import type { z } from 'zod'
import type { privacyRequest } from '#api/privacy'
import { listConnections } from '#database/connections'
import { closePrivacyRequest, listPrivacyRequests, type PrivacyRequest } from '#database/privacy'
import { TillbridgeError } from '#lib/errors'
import type { Handler } from '#server/api/call'

export const listPrivacyRoute: Handler<'privacy.requests'> = async ({ services, organizationId }) => {
  const { pool, sealer } = services
  const [requests, connections] = await Promise.all([
    listPrivacyRequests(pool, organizationId, { openOnly: false }),
    listConnections(pool, sealer, organizationId),
  ])
  const keys = new Map(connections.map(({ connectionId, key }) => [connectionId, key]))
  const open = requests.filter(({ doneAt }) => doneAt === null)
  const done = requests.filter(({ doneAt }) => doneAt !== null).reverse()
  return { items: [...open, ...done].slice(0, MOST).map((request) => view(request, keys.get(request.connectionId))) }
}

const MOST = 500

function view(request: PrivacyRequest, connection = 'removed'): z.input<typeof privacyRequest> {
  const { recordKeys, receivedAt, result, ...rest } = request
  const dueAt = new Date(receivedAt)
  dueAt.setUTCMonth(dueAt.getUTCMonth() + 1)
  const numbers = Object.values(result ?? {}).filter((value) => typeof value === 'number')
  const answeredBy = result?.['answeredBy']
  return {
    ...rest,
    connection,
    receivedAt,
    orders: recordKeys.length,
    dueAt: dueAt.toISOString(),
    answeredBy: typeof answeredBy === 'string' ? answeredBy : null,
    erased: request.kind === 'customer-data' || result === null ? null : numbers.reduce((sum, each) => sum + each, 0),
  }
}

export const answerPrivacyRoute: Handler<'privacy.answered'> = async ({
  services,
  organizationId,
  actor,
  params: { requestId },
  note,
}) => {
  note({ subject: `privacy-request:${requestId}` })
  const isClosed = await closePrivacyRequest(services.pool, organizationId, requestId, actor.email ?? actor.name)
  if (!isClosed) throw notOpen()
}

const notOpen = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'PRIVACY_REQUEST_NOT_OPEN',
    message: 'No such request for data is open.',
    remedy: 'Look at the list again; somebody else may have answered it.',
  })
