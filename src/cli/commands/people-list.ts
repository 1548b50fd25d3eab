import { Command } from 'commander'
import type { Io } from '#cli/io'
import { table, when } from '#cli/output'
import { globalOptions, settingsOf, withBridge } from '#cli/session'
import { type Invitation, listInvitations } from '#database/invitations'
import { listMembers, type Member } from '#database/members'

const MOST = 1000

export const listCommand = (io: Io): Command =>
  new Command('list')
    .summary('who belongs to the organisation, and who is invited')
    .action(async (_options: unknown, command: Command) => {
      await withBridge(settingsOf(io, command), async ({ pool, organizationId, clock }) => {
        const members = await listMembers(pool, organizationId, { limit: MOST })
        const all = await listInvitations(pool, organizationId, { limit: MOST })
        const invitations = all.filter(
          ({ acceptedAt, revokedAt, expiresAt }) =>
            acceptedAt === null && revokedAt === null && new Date(expiresAt) > clock.now(),
        )
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ members, invitations }))
        io.out(listText(io, members, invitations))
      })
    })

function listText({ colors, columns }: Io, members: readonly Member[], invitations: readonly Invitation[]): string {
  const rows = [
    ...members.map(({ email, name, role, secondFactor, lastSeenAt }) => [
      email,
      name,
      role,
      secondFactor ? 'with a code' : 'password only',
      lastSeenAt === null ? 'signed out' : `seen ${when(lastSeenAt, 'UTC')}`,
    ]),
    ...invitations.map(({ email, role, expiresAt }) => [
      email,
      '',
      role,
      colors.yellow('invited'),
      `until ${when(expiresAt, 'UTC')}`,
    ]),
  ]
  if (rows.length === 0) return 'Nobody yet. A link for the first owner: tillbridge people owner-link'
  const titles = ['e-mail', 'name', 'role', 'signs in', 'times in UTC'].map((title) => ({ title }))
  return table(titles, rows, { colors, width: columns })
}
