import Fastify, { type FastifyError, type FastifyInstance, type FastifyPluginAsync } from 'fastify'
import { grantDeliveryRoutes } from './webhooks/grants.ts'
import { healthRoutes } from './health.ts'
import type { DeliveryServices } from './services.ts'
import { webhookRoutes } from './webhooks/receive.ts'

const LARGEST_BODY_BYTES = 10 * 1024 * 1024
const REQUEST_TIMEOUT_MS = 30_000

const BARE_HEADERS = new Map([
  ['content-security-policy', "default-src 'none';frame-ancestors 'none'"],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'no-referrer'],
])

function unused(): never {
  throw new Error('Routes have no schemas of Fastify; they are checked where they are served.')
}

/** A part of the server that lives below an address of its own. */
export interface AppPart {
  /** E.g. `/api/v1`; `''` = everything that nothing else answers. */
  readonly prefix: string
  readonly routes: FastifyPluginAsync
}

/** The HTTP face of Tillbridge. Every fault of a caller is answered 4xx with a reason; nothing of ours leaks. */
export function createApp(
  services: DeliveryServices,
  parts: readonly AppPart[] = [],
  { trustedProxies }: { readonly trustedProxies?: string | null } = {},
): FastifyInstance {
  const app = Fastify({
    trustProxy: trustedProxies ?? false,
    bodyLimit: LARGEST_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: true,
    // What comes in is checked by schemas of our own. Without these, Fastify loads two compilers for nothing: some 3 MB.
    schemaController: { compilersFactory: { buildValidator: () => unused, buildSerializer: () => unused } },
  })
  // Webhooks are verified over the bytes that came, so nothing may be parsed before: every body is kept raw.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  // Whatever nobody else answers for says at least this. Parts with headers of their own put theirs in the same place, over these:
  // what is set on Fastify's reply instead would be put over theirs, and a page with this policy stays blank.
  app.addHook('onRequest', async (_request, { raw }) => void raw.setHeaders(BARE_HEADERS))
  app.setErrorHandler((error: FastifyError, request, reply) => {
    // Who breaks off before all was sent has no claim to our time; what comes of it is no trouble of ours.
    const status = error.statusCode ?? (request.raw.complete === false ? 400 : 500)
    if (status < 500) return reply.code(status).send({ error: error.code ?? 'BAD_REQUEST', message: error.message })
    services.log.error({ error: String(error), route: request.routeOptions.url ?? null }, 'a request failed')
    return reply
      .code(503)
      .header('retry-after', '5')
      .send({ error: 'UNAVAILABLE', message: 'Not possible right now; try again.' })
  })
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: 'NOT_FOUND', message: 'There is nothing here.' }),
  )
  void app.register(healthRoutes(services))
  void app.register(webhookRoutes(services))
  void app.register(grantDeliveryRoutes(services))
  for (const { prefix, routes } of parts) void app.register(routes, { prefix })
  return app
}
