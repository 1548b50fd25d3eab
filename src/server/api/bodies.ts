import type { FastifyInstance } from 'fastify'
import type { Log } from '#lib/log'
import { Refused, refusal, refusalOf } from './failures.ts'

const LARGEST_BODY_BYTES = 2 * 1024 * 1024

/** Takes bodies of JSON and no others. */
export function readJson(app: FastifyInstance): void {
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

/** Answers what is thrown with a failure that says what to do; what is ours goes to the log only. */
export function answerRefusals(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error, request, reply) => {
    const refused = refusalOf(asRefused(error))
    if (refused.status >= 500) {
      log.error({ error: String(error), route: request.routeOptions.url ?? null }, 'a request failed')
    }
    return reply.code(refused.status).send(refused.body)
  })
}

/** Fastify's own refusals (too large, wrong type) in our words. */
function asRefused(error: unknown): unknown {
  const { statusCode, message } = error as { statusCode?: number; message?: string }
  if (error instanceof Refused || statusCode === undefined || statusCode >= 500) return error
  if (statusCode === 429) return new Refused(refusal('TOO_MANY_REQUESTS'))
  return new Refused({ ...refusal('REQUEST_INVALID', { message: message ?? 'The request is not as it should be.' }) })
}
