import type { z } from 'zod'
import type { invitation } from '#api/people'
import type { Invitation } from '#database/invitations'

/** An invitation as the API shows it. */
export const invitationView = (row: Invitation, now: Date): z.input<typeof invitation> => ({
  ...row,
  state: stateOf(row, now),
})

function stateOf({ acceptedAt, revokedAt, expiresAt }: Invitation, now: Date): z.input<typeof invitation>['state'] {
  if (acceptedAt !== null) return 'accepted'
  if (revokedAt !== null) return 'revoked'
  return new Date(expiresAt) <= now ? 'expired' : 'open'
}
