import type { FastifyRequest } from 'fastify'
import { may } from '#api/permissions'
import { OF_ORGANIZATION, type Route } from '#api/route'
import type { Actor, Membership } from './actor.ts'
import { Refused, refusal } from './failures.ts'

/**
 * Whether this caller may make this call; answers the organisation it is for.
 *
 * An organisation that the caller is no member of is answered as one that does not exist: nobody learns who our customers are.
 *
 * @throws {Refused} 401, 403 or 404.
 */
export function permitted(route: Route, actor: Actor | null, organization: unknown): Membership | null {
  if (route.permission === 'public') return null
  if (actor === null) throw new Refused(refusal('NOT_SIGNED_IN'))
  if (!route.path.startsWith(OF_ORGANIZATION)) return null
  const membership = actor.memberships.find((each) => each.organization === organization)
  if (membership === undefined) throw new Refused(refusal('NOT_FOUND', { message: 'There is no such organisation.' }))
  if (route.permission !== 'person' && !may(membership.role, route.permission)) {
    throw new Refused(
      refusal('NOT_ALLOWED', {
        message: `Your role (${membership.role}) does not allow this.`,
        subject: `permission:${route.permission}`,
      }),
    )
  }
  return membership
}

/** What carries a call: a program with a key, a browser with cookies, or something that carries nothing. */
export type Caller = 'program' | 'browser' | 'nobody'

export const callerOf = (actor: Actor | null): Caller =>
  actor === null ? 'nobody' : actor.kind === 'key' ? 'program' : 'browser'

/**
 * Refuses changes that another site makes a browser send. A browser names where a request comes from and cannot be made to lie about it;
 * a key is sent by a program, which no other site can make do so.
 *
 * @throws {Refused} 403.
 */
export function fromOurPages(request: FastifyRequest, caller: Caller, origins: ReadonlySet<string>): void {
  if (request.method === 'GET' || caller === 'program') return
  const origin = request.headers.origin
  if (origin !== undefined && (origins.has(origin) || origin === `${request.protocol}://${request.host}`)) return
  if (caller === 'nobody' && origin === undefined) return
  throw new Refused(
    refusal('NOT_ALLOWED', {
      message: 'This request did not come from a page of Tillbridge.',
      remedy:
        'Use the dashboard, or an API key. Behind a proxy, set TILLBRIDGE_PUBLIC_URL to the address that people open.',
    }),
  )
}
