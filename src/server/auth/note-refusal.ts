import type { FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import type { SignInCall } from '#api/sign-in'
import { insertPersonEvent } from '#database/audit-person'
import { findChallenged, findUserByEmail } from '#database/users'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import type { SignedIn } from './sign-in.ts'

interface RefusedCall {
  readonly name: SignInCall
  readonly body: Readonly<Record<string, unknown>>
  /** Who was signed in already. */
  readonly person: SignedIn | null
  /** Why it was refused. */
  readonly code: string
}

interface Services {
  readonly pool: Pool
  readonly clock: Clock
  readonly log: Log
}

/** Refusals that say somebody tried to be a person, and failed. Others are slips of the pen. */
const TELLING: ReadonlySet<string> = new Set([
  'CREDENTIALS_WRONG',
  'CODE_WRONG',
  'SIGN_IN_EXPIRED',
  'ACCOUNT_LOCKED',
  'PASSWORD_WRONG',
])

/**
 * Tells the logs of a person's organisations that somebody failed to sign in as this person, or to prove a password or a code. An
 * address that nobody has is in nobody's log. Not waited for: how long an answer takes must not tell which addresses are known.
 */
export function noteRefusal(services: Services, refused: RefusedCall, request: FastifyRequest): void {
  if (!TELLING.has(refused.code)) return
  void told(services, refused, request).catch((error: unknown) =>
    services.log.warn({ error: String(error) }, 'a refused sign-in could not be written to the audit log'),
  )
}

async function told({ pool, clock }: Services, refused: RefusedCall, request: FastifyRequest): Promise<void> {
  const at = clock.now()
  const who = await whomOf({ pool, at }, refused, request)
  if (who === null) return
  await insertPersonEvent(pool, {
    userId: who.userId,
    name: who.email,
    event: refused.person === null ? 'person.sign-in-refused' : 'person.proof-refused',
    at,
    address: request.ip,
    outcome: 'failed',
    after: { because: refused.code },
  })
}

async function whomOf(
  { pool, at }: { readonly pool: Pool; readonly at: Date },
  { name, body, person }: RefusedCall,
  request: FastifyRequest,
): Promise<{ readonly userId: string; readonly email: string } | null> {
  if (person !== null) return person
  if (name === 'sign-in') return await findUserByEmail(pool, String(body['email']))
  const challenge = challengeOf(request.headers.cookie)
  return challenge === null ? null : await findChallenged(pool, challenge, at)
}

/** What the cookie of a sign-in that waits for its code names, before the dot of its signature. */
function challengeOf(cookies: string | undefined): string | null {
  const value = /(?:^|; *)(?:__Secure-)?tillbridge\.two_factor=([^;]+)/.exec(cookies ?? '')?.[1]
  if (value === undefined) return null
  try {
    return decodeURIComponent(value).split('.', 1)[0] ?? null
  } catch {
    return null
  }
}
