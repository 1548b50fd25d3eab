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
    if (!isStorable(text)) return done(new Refused(unstorable()))
    try {
      done(null, text === '' ? undefined : JSON.parse(text))
    } catch {
      done(new Refused(refusal('REQUEST_INVALID', { message: 'The body is not JSON.', remedy: 'Send valid JSON.' })))
    }
  })
}

/** Takes files besides, as they come in. Which route takes one is for `checked` to say. */
export function readFiles(app: FastifyInstance): void {
  app.addContentTypeParser('text/csv', (_request, body, done) => done(null, body))
}

// The character of value zero, and halves of characters: no text that people write has them, and no database keeps them.
const ZERO = /\\u0000/
const HALF = /\\u[dD][89abAB][\da-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][\da-fA-F]{2})\\u[dD][c-fC-F]/

/** Whether the texts of a body of JSON can be kept. */
function isStorable(json: string): boolean {
  if (!json.includes('\\u')) return true
  const escapes = json.replaceAll('\\\\', '')
  return !ZERO.test(escapes) && !HALF.test(escapes)
}

/** What texts are refused with that no database keeps. */
export const unstorable = (): ReturnType<typeof refusal> =>
  refusal('REQUEST_INVALID', {
    message: 'A text holds a character that cannot be kept: U+0000, or half of a character.',
    remedy: 'Leave it out.',
  })

/** Answers what is thrown with a failure that says what to do; what is ours goes to the log only. */
export function answerRefusals(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error, request, reply) => {
    const refused = refusalOf(asRefused(error))
    if (refused.status >= 500) {
      log.error({ error: String(error), route: request.routeOptions.url ?? null }, 'a request failed')
    }
    const wait = error instanceof Refused ? error.retryAfterSeconds : null
    if (wait !== null) void reply.header('retry-after', String(wait))
    return reply.code(refused.status).send(refused.body)
  })
}

const TOO_LARGE = {
  message: 'This is more than may be sent at once: 2 MB.',
  remedy: 'Send it in parts. "tillbridge apply" takes configuration files of any size.',
}

/** Fastify's own refusals (too large, wrong type) in our words. */
function asRefused(error: unknown): unknown {
  const { statusCode, message } = error as { statusCode?: number; message?: string }
  if (error instanceof Refused || statusCode === undefined || statusCode >= 500) return error
  if (statusCode === 413) return new Refused(refusal('REQUEST_INVALID', TOO_LARGE))
  if (statusCode === 429) return new Refused(refusal('TOO_MANY_REQUESTS'))
  return new Refused({ ...refusal('REQUEST_INVALID', { message: message ?? 'The request is not as it should be.' }) })
}
