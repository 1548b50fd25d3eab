import type { FastifyPluginAsync } from 'fastify'
import type { Grant } from '#contract/grant'
import { findAwaited, saveDelivered } from '#database/grants'
import type { DeliveryServices } from '#server/services'

// A pair of keys and a few numbers.
const LARGEST_BODY_BYTES = 16 * 1024

/**
 * `POST /grants/:token`: keys that a vendor's server delivers after a person gave access. They are sealed and kept until that person
 * is back in the browser that asked: who else knows the address gets nothing by it.
 */
export const grantDeliveryRoutes =
  ({ pool, sealer, clock, connectors }: DeliveryServices): FastifyPluginAsync =>
  async (app) => {
    app.post<{ Params: { token: string } }>(
      '/grants/:token',
      { bodyLimit: LARGEST_BODY_BYTES },
      async (request, reply) => {
        const awaited = await findAwaited(pool, request.params.token, clock.now())
        const grant =
          awaited === null ? undefined : (connectors.get(awaited.connector)?.grant as Grant<unknown> | undefined)
        if (awaited === null || grant?.delivery === undefined) {
          return reply.code(404).send({ error: 'NOT_FOUND', message: 'Nobody waits for anything here.' })
        }
        const body = grant.delivery.safeParse(jsonOf(request.body))
        if (!body.success) {
          return reply.code(400).send({ error: 'BODY_UNREADABLE', message: 'The body is not what was agreed on.' })
        }
        await saveDelivered(pool, sealer, awaited, JSON.stringify(body.data))
        return { received: true }
      },
    )
  }

function jsonOf(body: unknown): unknown {
  try {
    return JSON.parse(Buffer.isBuffer(body) ? body.toString('utf8') : '') as unknown
  } catch {
    return null
  }
}
