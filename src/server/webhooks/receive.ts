import type { FastifyPluginAsync } from 'fastify'
import { connectorFor } from '#contract/connector-for'
import { verifyLogin, verifySignature } from '#contract/signature'
import type { DeliveryHead, WebhookEvent, Webhooks } from '#contract/webhooks'
import { type Connection, pauseConnection } from '#database/connections'
import { lookAtConnections } from '#engine/alarms/look'
import type { IncomingEvent } from '#database/inbox'
import { TillbridgeError } from '#lib/errors'
import type { DeliveryServices } from '#server/services'
import { connectionLookup } from './connection-lookup.ts'

type Refusal = { readonly status: 400 | 401 | 404; readonly error: string; readonly message: string }
type Verdict =
  | { readonly ok: true; readonly head: DeliveryHead; readonly event: WebhookEvent; readonly incoming: IncomingEvent }
  | ({ readonly ok: false } & Refusal)

// These are indexed, and an index entry has room for some 2,700 bytes.
const LONGEST_NAME = 255

const refuse = (status: Refusal['status'], error: string, message: string): Verdict => ({
  ok: false,
  status,
  error,
  message,
})

/** `POST /webhooks/:connectionId`: verify, parse, store, answer. The work comes later. */
export const webhookRoutes =
  (services: DeliveryServices): FastifyPluginAsync =>
  async (app) => {
    const lookup = connectionLookup(services)
    app.post<{ Params: { connectionId: string } }>('/webhooks/:connectionId', async (request, reply) => {
      const connection = await lookup(request.params.connectionId)
      const webhooks = connection === null ? undefined : webhooksOf(services, connection)
      if (connection === null || webhooks === undefined) {
        return reply.code(404).send({ error: 'NOT_FOUND', message: 'No connection has this address.' })
      }
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
      const headers = flatten(request.headers)
      const verdict = judge(webhooks, connection, { headers, body, now: services.clock.now() })
      if (!verdict.ok) return reply.code(verdict.status).send({ error: verdict.error, message: verdict.message })
      const state = await services.inbox.add(verdict.incoming)
      if (state === 'unstorable') {
        return reply.code(400).send({ error: 'BODY_UNREADABLE', message: 'The body holds values that no record has.' })
      }
      if (verdict.event.kind === 'disconnected' && state === 'stored') {
        await disconnect(services, connection, verdict.head)
      }
      if (webhooks.accepted !== undefined) return reply.type('text/plain').send(webhooks.accepted)
      return { received: true }
    })
  }

// The lookup remembers a connection for a second, and so does this: reading its settings for each delivery of a burst would cost.
const known = new WeakMap<Connection, { readonly webhooks: Webhooks<never> | undefined }>()

function webhooksOf({ connectors }: DeliveryServices, connection: Connection): Webhooks<never> | undefined {
  const remembered = known.get(connection)
  if (remembered !== undefined) return remembered.webhooks
  const declared = connectors.get(connection.connector)
  const webhooks = declared === undefined ? undefined : connectorFor(declared, connection.settings).webhooks
  known.set(connection, { webhooks })
  return webhooks
}

/** The whole decision about a delivery, without any effect. Verification comes before anything is read from the body. */
function judge(
  webhooks: Webhooks<never>,
  connection: Connection,
  delivery: { readonly headers: Readonly<Record<string, string>>; readonly body: Buffer; readonly now: Date },
): Verdict {
  const settings = connection.settings as never
  const verdict = verifySignature(webhooks.signature, { ...delivery, secrets: webhooks.secrets(settings) })
  if (!verdict.ok) return refuse(401, 'SIGNATURE_REFUSED', `The signature was refused: ${verdict.reason}.`)
  if (!verifyLogin(webhooks.login?.(settings) ?? null, delivery.headers)) {
    return refuse(401, 'LOGIN_REFUSED', 'The delivery does not bring the user name and password of the connection.')
  }
  const text = decode(delivery.body)
  const head = webhooks.head(delivery.headers, text ?? '')
  if (head === null) return refuse(400, 'HEADERS_MISSING', 'A header that identifies the delivery is missing.')
  if (!webhooks.isOwn(settings, head)) return refuse(401, 'OTHER_ACCOUNT', 'The delivery belongs to another account.')
  if (head.topic.length > LONGEST_NAME || head.dedupeKey.length > LONGEST_NAME) {
    return refuse(400, 'HEADERS_TOO_LONG', 'A header that identifies the delivery is too long.')
  }
  if (text === null) return refuse(400, 'BODY_NOT_TEXT', 'The body is not valid UTF-8 text.')
  try {
    const event = webhooks.parse(head.topic, JSON.parse(text) as unknown)
    const incoming = incomingEvent(connection, head, event, text)
    if ((incoming.recordKey?.length ?? 0) > LONGEST_NAME) return refuse(400, 'BODY_UNREADABLE', 'The id is too long.')
    return { ok: true, head, event, incoming }
  } catch (error) {
    const reason = error instanceof TillbridgeError ? error.message : 'The body is not JSON.'
    return refuse(400, 'BODY_UNREADABLE', reason)
  }
}

function incomingEvent(connection: Connection, head: DeliveryHead, event: WebhookEvent, body: string): IncomingEvent {
  const changed = event.kind === 'record-changed' ? event : null
  const record = event.kind === 'record-changed' || event.kind === 'record-deleted' ? event : null
  return {
    organizationId: connection.organizationId,
    connectionId: connection.connectionId,
    dedupeKey: head.dedupeKey,
    topic: head.topic,
    kind: event.kind,
    record: record?.record ?? null,
    recordKey: record?.key ?? null,
    recordName: changed?.name?.slice(0, LONGEST_NAME) ?? null,
    recordUpdatedAt: changed?.updatedAt ?? null,
    recordCreatedAt: changed?.createdAt ?? null,
    wholeRecord: changed?.wholeRecord ?? false,
    privacy: event.kind === 'privacy' ? event : null,
    level: changed?.level ?? null,
    body,
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

function decode(body: Buffer): string | null {
  try {
    return strictUtf8.decode(body)
  } catch {
    return null
  }
}

/** A late word of it, after the app was installed again, says nothing of the new access. */
async function disconnect(
  { pool, clock, log }: DeliveryServices,
  connection: Connection,
  { happenedAt }: DeliveryHead,
): Promise<void> {
  const pausedNow = await pauseConnection(pool, connection.organizationId, connection.connectionId, {
    code: 'DISCONNECTED',
    message: 'The app was removed in the store. Install it again, then apply the connection anew.',
    endedAt: happenedAt,
  })
  if (!pausedNow) return
  log.warn({ connection: connection.key }, 'the store removed our access; the connection is paused')
  await lookAtConnections({ pool, clock, log }, connection.organizationId)
}

const flatten = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? (value[0] ?? '') : value]],
    ),
  )
