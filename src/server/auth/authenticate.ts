import type { FastifyRequest } from 'fastify'
import type { Pool } from 'pg'
import { findApiKey, KEY_PREFIX } from '#database/api-keys'
import { membershipsOf } from '#database/members'
import type { Clock } from '#lib/clock'
import type { Actor, Authenticate } from '#server/api/actor'
import type { SignIn } from './sign-in.ts'

const BEARER = /^Bearer +(\S+)$/i
const LONGEST_KEY = 100

/** Finds out who calls: by an API key where one is sent, otherwise by the session of a cookie. */
export function authenticator(services: {
  readonly pool: Pool
  readonly clock: Clock
  readonly signIn: SignIn
}): Authenticate {
  return async (request) => {
    const { authorization, cookie } = request.headers
    // Whoever sends a key means it: one that does not work must not turn into the person whose browser sent it.
    if (authorization !== undefined) return await byKey(services, authorization)
    if (cookie?.includes('tillbridge.') === true) return await bySession(services, request)
    services.signIn.expect()
    return null
  }
}

async function byKey(
  { pool, clock }: { readonly pool: Pool; readonly clock: Clock },
  authorization: string,
): Promise<Actor | null> {
  const secret = BEARER.exec(authorization)?.[1]
  if (secret === undefined || !secret.startsWith(KEY_PREFIX) || secret.length > LONGEST_KEY) return null
  const found = await findApiKey(pool, secret, clock.now())
  if (found === null) return null
  const { apiKeyId, keyName, membership } = found
  return { kind: 'key', id: apiKeyId, name: keyName, email: null, session: null, memberships: [membership] }
}

async function bySession(
  { pool, signIn }: { readonly pool: Pool; readonly signIn: SignIn },
  request: FastifyRequest,
): Promise<Actor | null> {
  const signedIn = await signIn.sessionOf(new Headers({ cookie: request.headers.cookie ?? '' }))
  if (signedIn === null) return null
  const { userId, name, email, sessionId, secondFactor } = signedIn
  return {
    kind: 'person',
    id: userId,
    name,
    email,
    session: { sessionId, secondFactor },
    memberships: await membershipsOf(pool, userId),
  }
}
