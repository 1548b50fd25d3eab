import { Command, Option } from 'commander'
import { sendInvitation } from '#app/invitation-mail'
import { installationAddress, invitationLink, welcomeLink } from '#app/owner-link'
import { audited } from '#cli/audited'
import { tellFailure } from '#cli/failure'
import type { Io } from '#cli/io'
import { personHere } from '#cli/person-here'
import { globalOptions, settingsOf, withBridge } from '#cli/session'
import { insertInvitation, INVITATION_DAYS, listInvitations, revokeInvitation } from '#database/invitations'
import { findMember, listMembers, MEMBER_ROLES, type Member, type MemberRole } from '#database/members'
import { FIRST_OWNER_HOURS, hasOwner, insertOwnerLink, RECOVERY_HOURS } from '#database/owner-links'
import { plainEmail } from '#database/users'
import { type Language, LANGUAGES } from '#languages/languages'
import { TillbridgeError } from '#lib/errors'
import { memberUnknown } from './people-change.ts'

export const roleOption = (): Option =>
  new Option('--role <role>', 'what it may do').choices([...MEMBER_ROLES]).default('viewer')

interface Invited {
  readonly role: MemberRole
  readonly language: Language
}

export const inviteCommand = (io: Io): Command =>
  new Command('invite')
    .summary('make a link with which a person joins')
    .argument('<email>', 'their address; the account will have it')
    .addOption(roleOption())
    .addOption(new Option('--language <language>', 'of the letter').choices(Object.keys(LANGUAGES)).default('en'))
    .action(async (email: string, { role, language }: Invited, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const { pool, organizationId, clock, settings } = bridge
        if (!/^[^\s@]+@[^\s@]+$/.test(email)) command.error(`error: "${email}" is no e-mail address`)
        if ((await findMember(pool, organizationId, email)) !== null) throw alreadyMember(email)
        const change = { event: 'invitation.created', subject: `person:${plainEmail(email)}`, after: { role } }
        const { token } = await audited(bridge, io, change, () =>
          insertInvitation(pool, organizationId, { email, role, invitedBy: 'the command line', now: clock.now() }),
        )
        const link = invitationLink(installationAddress(settings), token)
        const sent = await sendInvitation(bridge, { email, invitedBy: personHere(io), link, language }).catch(
          (error: unknown) => {
            tellFailure(io, error, { json: false, debug: false })
            return false
          },
        )
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ email, role, link, sent }))
        io.out(
          `${sent ? 'This link was sent' : 'Send this link'} to ${email}. It works once, for ${INVITATION_DAYS} days:\n  ${link}`,
        )
      })
    })

export const uninviteCommand = (io: Io): Command =>
  new Command('uninvite')
    .summary('take an invitation back')
    .argument('<email>', 'whom it was for')
    .action(async (email: string, _options: unknown, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const { pool, organizationId, clock } = bridge
        const all = await listInvitations(pool, organizationId, { limit: 1000 })
        const open = all.find(
          (each) => each.email === plainEmail(email) && each.acceptedAt === null && each.revokedAt === null,
        )
        if (open === undefined) throw memberUnknown(email)
        const change = { event: 'invitation.revoked', subject: `person:${open.email}`, before: { role: open.role } }
        await audited(bridge, io, change, () => revokeInvitation(pool, organizationId, open.invitationId, clock.now()))
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ revoked: open.email }))
        io.out(`${io.colors.green('✓')} The invitation of ${open.email} does not work any more.`)
      })
    })

export const ownerLinkCommand = (io: Io): Command =>
  new Command('owner-link')
    .summary('make a link for the first owner, or for one who cannot sign in any more')
    .description(
      'While nobody owns the organisation, the link makes the first owner. Afterwards it lets an owner set a new password, and ends the second factor and all sessions.',
    )
    .argument('[email]', 'which owner, where there are several')
    .action(async (email: string | undefined, _options: unknown, command: Command) => {
      await withBridge(
        settingsOf(io, command),
        async (bridge) => {
          const { pool, organizationId, clock, settings } = bridge
          const owner = (await hasOwner(pool, organizationId))
            ? chooseOwner(await listMembers(pool, organizationId, { limit: 1000 }), email)
            : null
          const change = { event: 'owner-link.created', subject: `person:${owner?.email ?? 'first owner'}` }
          const token = await audited(bridge, io, change, () =>
            insertOwnerLink(pool, organizationId, { userId: owner?.userId ?? null, now: clock.now() }),
          )
          const link = welcomeLink(installationAddress(settings), token)
          const hours = owner === null ? FIRST_OWNER_HOURS : RECOVERY_HOURS
          if (globalOptions(command).json === true) return io.out(JSON.stringify({ owner: owner?.email ?? null, link }))
          io.out(
            `${owner === null ? 'For the first owner' : `For ${owner.email}`}; it works once, for ${hours} h:\n  ${link}`,
          )
        },
        { beginsOrganization: true },
      )
    })

function chooseOwner(members: readonly Member[], email: string | undefined): Member {
  const owners = members.filter(({ role }) => role === 'owner')
  const chosen = email === undefined ? owners : owners.filter((each) => each.email === plainEmail(email))
  const [first, second] = chosen
  if (first !== undefined && second === undefined) return first
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'OWNER_UNKNOWN',
    message: first === undefined ? `No owner has the address ${email}.` : 'There are several owners.',
    remedy: `Name one of them: ${owners.map((each) => each.email).join(', ')}.`,
  })
}

const alreadyMember = (email: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'conflict',
    code: 'ALREADY_MEMBER',
    message: `${email} is a member already.`,
    remedy: 'Change the role instead: tillbridge people role.',
  })
