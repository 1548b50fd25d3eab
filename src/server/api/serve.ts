import { Readable } from 'node:stream'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Download, Route, StreamedEvent } from '#api/route'
import { ROUTES, type RouteName } from '#api/routes'
import { languageOf } from '#languages/languages'
import type { ServerServices } from '#server/services'
import type { Authenticate } from './actor.ts'
import { beginAudit } from './audit.ts'
import { answerRefusals, readFiles, readJson } from './bodies.ts'
import type { Call, Handlers, Noted } from './call.ts'
import { checked } from './check.ts'
import { Refused, refusal } from './failures.ts'
import { callerOf, fromOurPages, permitted } from './guard.ts'
import { securityHeaders } from './headers.ts'
import { callLimits, type CallLimits } from './limits.ts'

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
    readFiles(app)
    app.setNotFoundHandler((_request, reply) => refuse(reply, new Refused(refusal('NOT_FOUND'))))
    answerRefusals(app, services.log)
    await securityHeaders(app)
    const limits = await callLimits(app)
    for (const [name, route] of Object.entries(ROUTES) as [RouteName, Route][]) {
      const handler = options.handlers[name] as AnyHandler
      app.route({
        method: route.method,
        url: route.path.replaceAll(/\{(\w+)\}/g, ':$1'),
        handler: (request, reply) => serve(services, { ...options, limits }, { route, handler }, request, reply),
      })
    }
  }

const refuse = (reply: FastifyReply, { refusal: { status, body } }: Refused): FastifyReply =>
  reply.code(status).send(body)

async function serve(
  services: ServerServices,
  { authenticate, origins, limits }: ApiOptions & { readonly limits: CallLimits },
  { route, handler }: { readonly route: Route; readonly handler: AnyHandler },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const actor = await authenticate(request)
  await limits(request, route, actor)
  fromOurPages(request, callerOf(actor), origins)
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
      address: request.ip,
      language: languageOf(request.headers['accept-language']),
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
