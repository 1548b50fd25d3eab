import type { FastifyRequest } from 'fastify'
import type { Role } from '#api/permissions'

export interface Membership {
  readonly organizationId: string
  readonly organization: string
  readonly name: string
  readonly role: Role
}

/** Who makes a call: a person who signed in, or an API key. */
export interface Actor {
  readonly kind: 'person' | 'key'
  readonly id: string
  readonly name: string
  /** `null` for an API key. */
  readonly email: string | null
  /** `null` for an API key. */
  readonly session: { readonly sessionId: string; readonly secondFactor: boolean } | null
  readonly memberships: readonly Membership[]
}

/** Finds out who makes a call, from what it carries; `null` = nobody we know. */
export type Authenticate = (request: FastifyRequest) => Promise<Actor | null>
