import { Argument, Command } from 'commander'
import type { Bridge } from '#app/bridge'
import { audited } from '#cli/audited'
import type { Io } from '#cli/io'
import { nameArgument } from '#cli/name-argument'
import { plural } from '#cli/output'
import { globalOptions, settingsOf, withBridge } from '#cli/session'
import { changeMember, findMember, MEMBER_ROLES, type Member, type MemberRole } from '#database/members'
import { findOrganization, renameOrganization } from '#database/organizations'
import { inTransaction } from '#database/pool'
import { endSessions } from '#database/sessions'
import { TillbridgeError } from '#lib/errors'

export const roleCommand = (io: Io): Command =>
  new Command('role')
    .summary('give a person another role')
    .argument('<email>', 'whom')
    .addArgument(new Argument('<role>', 'what they may do from now on').choices([...MEMBER_ROLES]))
    .action(async (email: string, role: MemberRole, _options: unknown, command: Command) => {
      await withMember(io, command, email, async (bridge, member) => {
        const change = {
          event: 'member.role-changed',
          subject: `person:${member.email}`,
          before: { role: member.role },
          after: { role },
        }
        await audited(bridge, io, change, () => changed(bridge, member, role))
        return { json: { email: member.email, role }, text: `${member.email} is ${role} now.` }
      })
    })

export const removeCommand = (io: Io): Command =>
  new Command('remove')
    .summary('remove a person from the organisation')
    .argument('<email>', 'whom')
    .action(async (email: string, _options: unknown, command: Command) => {
      await withMember(io, command, email, async (bridge, member) => {
        const change = { event: 'member.removed', subject: `person:${member.email}`, before: { role: member.role } }
        await audited(bridge, io, change, () => changed(bridge, member, null))
        return {
          json: { removed: member.email },
          text: `${member.email} does not belong to the organisation any more.`,
        }
      })
    })

export const signOutCommand = (io: Io): Command =>
  new Command('sign-out')
    .summary('end all sessions of a person')
    .argument('<email>', 'whose')
    .action(async (email: string, _options: unknown, command: Command) => {
      await withMember(io, command, email, async (bridge, member) => {
        const change = { event: 'member.signed-out', subject: `person:${member.email}` }
        const sessions = await audited(bridge, io, change, () => endSessions(bridge.pool, member.userId, null))
        return { json: { email: member.email, sessions }, text: `${plural(sessions, 'session')} ended.` }
      })
    })

export const renameOrganizationCommand = (io: Io): Command =>
  new Command('rename-organization')
    .summary('give the organisation another name; its key stays')
    .argument('<name>', 'the new name', nameArgument)
    .action(async (name: string, _options: unknown, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const { pool, organizationId, settings } = bridge
        const before = await findOrganization(pool, organizationId)
        const change = {
          event: 'organization.renamed',
          subject: `organization:${settings.organization}`,
          before: { name: before?.name ?? null },
          after: { name },
        }
        await audited(bridge, io, change, () => renameOrganization(pool, organizationId, name))
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ name }))
        io.out(`${io.colors.green('✓')} It is called ${name} now.`)
      })
    })

const changed = ({ pool, organizationId }: Bridge, { userId }: Member, role: MemberRole | null) =>
  inTransaction(pool, (sql) => changeMember(sql, { organizationId, userId, role }))

async function withMember(
  io: Io,
  command: Command,
  email: string,
  work: (bridge: Bridge, member: Member) => Promise<{ readonly json: object; readonly text: string }>,
): Promise<void> {
  await withBridge(settingsOf(io, command), async (bridge) => {
    const member = await findMember(bridge.pool, bridge.organizationId, email)
    if (member === null) throw memberUnknown(email)
    const { json, text } = await work(bridge, member)
    io.out(globalOptions(command).json === true ? JSON.stringify(json) : `${io.colors.green('✓')} ${text}`)
  })
}

export const memberUnknown = (email: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'MEMBER_UNKNOWN',
    message: `Nobody here has the address ${email}.`,
    remedy: 'See who there is with "tillbridge people list".',
  })
