import type { BetterAuthOptions } from 'better-auth'
import { genericOAuth } from 'better-auth/plugins/generic-oauth'
import type { Pool } from 'pg'
import type { Role } from '#api/permissions'
import { markAccepted, openInvitationsTo } from '#database/invitations'
import { insertMembership } from '#database/members'
import { inTransaction } from '#database/pool'
import type { Clock } from '#lib/clock'

/** An OpenID Connect provider that people sign in with. */
export interface ProviderSettings {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** What its button is called. */
  readonly name: string
  /** Who becomes a member by an address of such a domain alone, with which role. Everybody else has to be invited. */
  readonly domains: Readonly<Record<string, Exclude<Role, 'owner'>>>
  /** Its e-mail addresses are taken as proven though it does not say so. */
  readonly trustsEmail: boolean
}

export interface ProviderServices {
  readonly pool: Pool
  readonly clock: Clock
  /** Where members by domain belong. */
  readonly organizationId: string
  readonly provider: ProviderSettings
}

/** How our callback and the web call it. */
export const PROVIDER_ID = 'oidc'

export const providerPlugin = ({ issuer, clientId, clientSecret, name, trustsEmail }: ProviderSettings) =>
  genericOAuth({
    config: [
      {
        providerId: PROVIDER_ID,
        name,
        discoveryUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
        // Who somebody is comes from the ID token: one that cannot be checked is none.
        requireIdTokenVerification: true,
        clientId,
        clientSecret,
        scopes: ['openid', 'email', 'profile'],
        pkce: true,
        disableProviderLogout: true,
        mapProfileToUser: (profile) => ({
          ...(profile.name
            ? { name: String(profile.name) }
            : { name: String(profile.email ?? '').split('@')[0] ?? '' }),
          ...(trustsEmail ? { emailVerified: true } : {}),
        }),
      },
    ],
  })

/** Who may come in by the provider: who was invited, and who has an address of a domain that is let in. */
export function providerGate(services: ProviderServices): Pick<BetterAuthOptions, 'user' | 'databaseHooks'> {
  return {
    user: {
      async validateUserInfo({ user, source }) {
        if (source.action !== 'create-user') return undefined
        if (source.method !== 'oauth') return { error: 'not_invited' }
        if (user.emailVerified !== true) return { error: 'email_not_verified' }
        return (await comesIn(services, String(user.email ?? ''))) ? undefined : { error: 'not_invited' }
      },
    },
    databaseHooks: { user: { create: { after: ({ id, email }) => join(services, id, email) } } },
  }
}

async function comesIn({ pool, clock, provider }: ProviderServices, email: string): Promise<boolean> {
  return roleByDomain(provider, email) !== undefined || (await openInvitationsTo(pool, email, clock.now())).length > 0
}

/** Accepts what somebody who has just come in was invited to; the provider has proven whose the address is. */
async function join(
  { pool, clock, organizationId, provider }: ProviderServices,
  userId: string,
  email: string,
): Promise<void> {
  const now = clock.now()
  await inTransaction(pool, async (sql) => {
    for (const invitation of await openInvitationsTo(sql, email, now)) {
      await insertMembership(sql, invitation.organizationId, userId, invitation.role)
      await markAccepted(sql, invitation, now)
    }
    const role = roleByDomain(provider, email)
    if (role !== undefined) await insertMembership(sql, organizationId, userId, role)
  })
}

const roleByDomain = ({ domains }: ProviderSettings, email: string): Role | undefined =>
  Object.entries(domains).find(([domain]) => email.toLowerCase().endsWith(`@${domain}`))?.[1]
