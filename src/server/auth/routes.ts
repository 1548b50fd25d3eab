import { createHash } from 'node:crypto'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import type { z } from 'zod'
import { SIGN_IN, type SignInCall } from '#api/sign-in'
import { insertPersonEvent } from '#database/audit-person'
import { countTry } from '#database/rate-limits'
import { endSession, forgetExpired } from '#database/sessions'
import { forgetTrustedDevices } from '#database/users'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import { answerRefusals, readJson } from '#server/api/bodies'
import { checkedBody } from '#server/api/check'
import { Refused, refusal } from '#server/api/failures'
import { fromOurPages } from '#server/api/guard'
import { securityHeaders } from '#server/api/headers'
import { codeWrong, refusedSignIn } from './failures.ts'
import { noteRefusal } from './note-refusal.ts'
import type { SignedIn, SignIn } from './sign-in.ts'
import { ADDRESS_HEADER } from './tables.ts'

export interface SignInServices {
  readonly pool: Pool
  readonly clock: Clock
  readonly log: Log
  readonly signIn: SignIn
  /** Where people open Tillbridge, besides the address that a request names itself. */
  readonly origins: ReadonlySet<string>
}

/** What the audit logs of a person's organisations call it. Not named = nothing of the account changes. */
const AUDITED: Partial<Record<SignInCall, string>> = {
  'sign-in': 'person.signed-in',
  'verify-code': 'person.signed-in',
  'verify-backup-code': 'person.signed-in',
  'sign-out': 'person.signed-out',
  'change-password': 'person.password-changed',
  'change-name': 'person.renamed',
  'end-second-factor': 'person.second-factor-ended',
  'new-backup-codes': 'person.backup-codes-replaced',
}

/** What somebody signed in with, as the log tells it. */
const HOW: Partial<Record<SignInCall, string>> = {
  'sign-in': 'password',
  'verify-code': 'password and code',
  'verify-backup-code': 'password and backup code',
}

// Besides the limit per address: who has many addresses must not try one account for ever.
const TRIES_PER_ACCOUNT = { windowSeconds: 900, most: 30 }

/** Signing in and looking after one's account, below `/api/auth`: only what `SIGN_IN` names reaches the library. */
export const signInRoutes =
  (services: SignInServices): FastifyPluginAsync =>
  async (app) => {
    readJson(app)
    answerRefusals(app, services.log)
    await securityHeaders(app)
    for (const [name, { method, path, body }] of Object.entries(SIGN_IN) as [
      SignInCall,
      (typeof SIGN_IN)[SignInCall],
    ][]) {
      app.route({ method, url: path, handler: (request, reply) => serve(services, name, body, request, reply) })
    }
    // The identity provider sends the browser back here, so that there is no page of ours that it came from.
    app.get('/callback/oidc', async (request, reply) => {
      const response = await services.signIn.handle(toRequest(request, undefined))
      passCookies(response, reply)
      const location = response.headers.get('location')
      if (location === null) throw refusedSignIn(response.status, await jsonOf(response))
      const person = await signedInBy(services, response, request)
      if (person !== null)
        await audit(services, person, { event: 'person.signed-in', how: 'identity provider' }, request)
      return reply.redirect(location)
    })
  }

async function serve(
  services: SignInServices,
  name: SignInCall,
  schema: z.ZodObject,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  fromOurPages(request, request.headers.cookie === undefined ? 'nobody' : 'browser', services.origins)
  const body = checkedBody(schema, request.body ?? {})
  if (name === 'sign-in') await limitAccount(services.pool, String(body['email']))
  const before = name === 'sign-in' ? null : await services.signIn.sessionOf(cookiesOf(request))
  const response = await services.signIn.handle(toRequest(request, body))
  const json = await jsonOf(response)
  if (!response.ok) {
    passCookies(response, reply)
    const wait = response.headers.get('x-retry-after')
    if (wait !== null) void reply.header('retry-after', wait)
    const refused = refusedSignIn(response.status, json, wait)
    noteRefusal(services, { name, body, person: before, code: refused.refusal.body.code }, request)
    throw refused
  }
  const person = (await signedInBy(services, response, request)) ?? before
  if (name === 'verify-code' && before === null && person !== null) await useUpCode(services, body, person, request)
  passCookies(response, reply)
  if (name === 'sign-in') await forgetExpired(services.pool, services.clock.now())
  if (name === 'change-password' && person !== null) await forgetTrustedDevices(services.pool, person.userId)
  const event = before !== null && name === 'verify-code' ? 'person.second-factor-begun' : AUDITED[name]
  const how = event === 'person.signed-in' ? HOW[name] : undefined
  if (person !== null && event !== undefined) await audit(services, person, { event, how }, request)
  // What the schema does not name stays here, the session's token above all.
  return reply.header('cache-control', 'no-store').send(SIGN_IN[name].answer.parse(json))
}

// An app's code holds for its half minute and the ones before and after it.
const CODE_SECONDS = 120

/**
 * A code lets somebody in once (RFC 6238, 5.2): who has looked over a shoulder comes too late. The library takes it as often as it
 * holds, so the session that it has just made ends again.
 *
 * @throws {Refused} 401, `CODE_WRONG`.
 */
async function useUpCode(
  services: SignInServices,
  body: Readonly<Record<string, unknown>>,
  person: SignedIn,
  request: FastifyRequest,
): Promise<void> {
  const key = createHash('sha256')
    .update(`${person.userId} ${String(body['code'])}`)
    .digest('base64url')
  const { allowed } = await countTry(services.pool, `code:${key}`, { windowSeconds: CODE_SECONDS, most: 1 })
  if (allowed) return
  await endSession(services.pool, person.userId, person.sessionId)
  noteRefusal(services, { name: 'verify-code', body, person: null, code: 'CODE_WRONG' }, request)
  throw codeWrong()
}

async function limitAccount(pool: Pool, email: string): Promise<void> {
  const key = createHash('sha256').update(email.trim().toLowerCase()).digest('base64url')
  const { allowed } = await countTry(pool, `account:${key}`, TRIES_PER_ACCOUNT)
  if (!allowed) {
    throw new Refused(
      refusal('TOO_MANY_REQUESTS', {
        message: 'Too many sign-ins were tried with this e-mail address.',
        remedy: 'Wait a quarter of an hour and try again.',
      }),
    )
  }
}

function toRequest(request: FastifyRequest, body: unknown): Request {
  const headers = new Headers()
  for (const name of [
    'cookie',
    'origin',
    'user-agent',
    'accept-language',
    'sec-fetch-site',
    'sec-fetch-mode',
    'sec-fetch-dest',
  ] as const) {
    const value = request.headers[name]
    if (typeof value === 'string') headers.set(name, value)
  }
  headers.set(ADDRESS_HEADER, request.ip)
  if (body !== undefined) headers.set('content-type', 'application/json')
  return new Request(`${request.protocol}://${request.host}${request.originalUrl}`, {
    method: request.method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

const cookiesOf = (request: FastifyRequest): Headers => new Headers({ cookie: request.headers.cookie ?? '' })

/** Who has just signed in by this answer: whose session the cookies that it sets are for. */
async function signedInBy(
  { signIn }: SignInServices,
  response: Response,
  request: FastifyRequest,
): Promise<SignedIn | null> {
  const set = response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0] ?? '')
  if (!set.some((cookie) => /session_token=./.test(cookie))) return null
  const kept = (request.headers.cookie ?? '').split(/; */).filter((cookie) => !cookie.includes('session_token='))
  return await signIn.sessionOf(new Headers({ cookie: [...kept, ...set].join('; ') }))
}

const audit = (
  { pool, clock }: SignInServices,
  person: SignedIn,
  { event, how }: { readonly event: string; readonly how?: string | undefined },
  request: FastifyRequest,
): Promise<void> =>
  insertPersonEvent(pool, {
    userId: person.userId,
    name: person.email,
    event,
    at: clock.now(),
    address: request.ip,
    ...(how === undefined ? {} : { after: { with: how } }),
  })

function passCookies(response: Response, reply: FastifyReply): void {
  for (const cookie of response.headers.getSetCookie()) void reply.header('set-cookie', cookie)
}

const jsonOf = async (response: Response): Promise<unknown> => await response.json().catch(() => null)
