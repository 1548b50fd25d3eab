import { Readable } from 'node:stream'
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Download, Route, StreamedEvent } from '#api/route'
import { ROUTES, type RouteName } from '#api/routes'
import type { ServerServices } from '#server/services'
import type { Authenticate } from './actor.ts'
import { beginAudit } from './audit.ts'
import type { Call, Handlers, Noted } from './call.ts'
import { checked } from './check.ts'
import { Refused, refusal, refusalOf } from './failures.ts'
import { fromOurPages, permitted } from './guard.ts'

const LARGEST_BODY_BYTES = 2 * 1024 * 1024

export interface ApiOptions {
  readonly authenticate: Authenticate
  readonly handlers: Handlers
  /** Where people open Tillbridge, besides the address that a request names itself. */
  readonly origins: ReadonlySet<string>
}

type AnyHandler = (call: Call<RouteName>) => unknown

/** The HTTP API: each route of the table, bound to its handler. */
export const apiRoutes =
  (services: ServerServices, options: ApiOptions): FastifyPluginAsync =>
  async (app) => {
    readJson(app)
    app.setNotFoundHandler((_request, reply) => refuse(reply, new Refused(refusal('NOT_FOUND'))))
    app.setErrorHandler((error, request, reply) => {
      const refused = refusalOf(asRefused(error))
      if (refused.status >= 500) {
        services.log.error({ error: String(error), route: request.routeOptions.url ?? null }, 'a request failed')
      }
      return reply.code(refused.status).send(refused.body)
    })
    for (const [name, route] of Object.entries(ROUTES) as [RouteName, Route][]) {
      const handler = options.handlers[name] as AnyHandler
      app.route({
        method: route.method,
        url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
        handler: (request, reply) => serve(services, options, { route, handler }, request, reply),
      })
    }
  }

function readJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  const options = { parseAs: 'string', bodyLimit: LARGEST_BODY_BYTES } as const
  app.addContentTypeParser('application/json', options, (_request, body, done) => {
    const text = String(body)
    try {
      done(null, text === '' ? undefined : JSON.parse(text))
    } catch {
      done(new Refused(refusal('REQUEST_INVALID', { message: 'The body is not JSON.', remedy: 'Send valid JSON.' })))
    }
  })
}

/** Fastify's own refusals (too large, wrong type) in our words. */
function asRefused(error: unknown): unknown {
  const { statusCode, message } = error as { statusCode?: number; message?: string }
  if (error instanceof Refused || statusCode === undefined || statusCode >= 500) return error
  if (statusCode === 429) return new Refused(refusal('TOO_MANY_REQUESTS'))
  return new Refused({ ...refusal('REQUEST_INVALID', { message: message ?? 'The request is not as it should be.' }) })
}

const refuse = (reply: FastifyReply, { refusal: { status, body } }: Refused): FastifyReply =>
  reply.code(status).send(body)

async function serve(
  services: ServerServices,
  { authenticate, origins }: ApiOptions,
  { route, handler }: { readonly route: Route; readonly handler: AnyHandler },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const actor = await authenticate(request)
  fromOurPages(request, actor, origins)
  const membership = permitted(route, actor, (request.params as { organization?: string }).organization)
  const given = checked(route, { params: request.params, query: request.query, body: request.body })
  const noted: { now: Noted } = { now: {} }
  const gone = new AbortController()
  reply.raw.on('close', () => gone.abort())
  const audit = await beginAudit(services, { route, actor, membership, address: request.ip })
  try {
    const answer = await handler({
      services,
      actor,
      organizationId: membership?.organizationId ?? '',
      signal: gone.signal,
      note: (more: Noted) => void (noted.now = { ...noted.now, ...more }),
      ...given,
    } as Call<RouteName>)
    await audit.end('done', noted.now)
    return await send(reply, route, answer)
  } catch (error) {
    await audit.end('failed', noted.now)
    throw error
  }
}

function send(reply: FastifyReply, { answer }: Route, produced: unknown): FastifyReply {
  void reply.header('cache-control', 'no-store')
  if (answer === null) return reply.code(204).send()
  if (answer === 'stream') {
    void reply.header('x-accel-buffering', 'no').type('text/event-stream')
    return reply.send(Readable.from(eventLines(produced as AsyncIterable<StreamedEvent>)))
  }
  if (answer === 'file') {
    const { fileName, type, body } = produced as Download
    void reply
      .header('content-disposition', `attachment; filename="${fileName.replaceAll(/[^\w.-]/g, '-')}"`)
      .type(type)
    return reply.send(Readable.from(body))
  }
  // What a schema does not name is not sent: a column that is added for us must not appear outside by itself.
  return reply.send(answer.parse(produced))
}

async function* eventLines(events: AsyncIterable<StreamedEvent>): AsyncIterable<string> {
  for await (const { event, data } of events) yield `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}
