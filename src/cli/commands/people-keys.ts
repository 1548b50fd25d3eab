import { Command, InvalidArgumentError } from 'commander'
import { audited } from '#cli/audited'
import type { Io } from '#cli/io'
import { table, when } from '#cli/output'
import { nameArgument } from '#cli/name-argument'
import { personHere } from '#cli/person-here'
import { globalOptions, settingsOf, withBridge } from '#cli/session'
import { type ApiKey, insertApiKey, listApiKeys, revokeApiKey } from '#database/api-keys'
import type { MemberRole } from '#database/members'
import { TillbridgeError } from '#lib/errors'
import { roleOption } from './people-invite.ts'

const MOST = 1000
const DAY_MS = 86_400_000

export const keysCommand = (io: Io): Command =>
  new Command('keys')
    .summary('keys with which programs use the HTTP API')
    .description('A program sends its key as "Authorization: Bearer tb_…" with each call.')
    .addCommand(createCommand(io))
    .addCommand(listCommand(io))
    .addCommand(revokeCommand(io))

const createCommand = (io: Io): Command =>
  new Command('create')
    .summary('make a key; it is shown once')
    .argument('<name>', 'what it is for', nameArgument)
    .addOption(roleOption())
    .option('--days <number>', 'how long it works; for ever without', days)
    .action(async (name: string, options: { readonly role: MemberRole; readonly days?: number }, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const { pool, organizationId, clock } = bridge
        const now = clock.now()
        const expiresAt = options.days === undefined ? null : new Date(now.getTime() + options.days * DAY_MS)
        const change = {
          event: 'api-key.created',
          subject: `api-key:${name}`,
          after: { role: options.role, expiresAt: expiresAt?.toISOString() ?? null },
        }
        const key = { name, role: options.role, createdBy: personHere(io), expiresAt, now }
        const { apiKey, secret } = await audited(bridge, io, change, () => insertApiKey(pool, organizationId, key))
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ apiKey, key: secret }))
        io.out(`The key of "${name}" (${options.role}). It is not shown again:\n  ${secret}`)
      })
    })

const listCommand = (io: Io): Command =>
  new Command('list').summary('which keys there are').action(async (_options: unknown, command: Command) => {
    await withBridge(settingsOf(io, command), async ({ pool, organizationId, clock }) => {
      const keys = await listApiKeys(pool, organizationId, { limit: MOST })
      if (globalOptions(command).json === true) return io.out(JSON.stringify({ keys }))
      io.out(listText(io, keys, clock.now()))
    })
  })

const revokeCommand = (io: Io): Command =>
  new Command('revoke')
    .summary('end a key at once')
    .argument('<key>', 'its name, or how it begins')
    .action(async (named: string, _options: unknown, command: Command) => {
      await withBridge(settingsOf(io, command), async (bridge) => {
        const { pool, organizationId, clock } = bridge
        const working = (await listApiKeys(pool, organizationId, { limit: MOST })).filter(
          ({ revokedAt }) => revokedAt === null,
        )
        const [found, another] = working.filter(({ name, prefix }) => name === named || prefix === named)
        if (found === undefined || another !== undefined) throw keyUnknown(named, another !== undefined)
        const change = { event: 'api-key.revoked', subject: `api-key:${found.name}`, before: { role: found.role } }
        await audited(bridge, io, change, () => revokeApiKey(pool, organizationId, found.apiKeyId, clock.now()))
        if (globalOptions(command).json === true) return io.out(JSON.stringify({ revoked: found.apiKeyId }))
        io.out(`${io.colors.green('✓')} The key "${found.name}" does not work any more.`)
      })
    })

function listText({ colors, columns }: Io, keys: readonly ApiKey[], now: Date): string {
  if (keys.length === 0) return 'There are no keys.'
  const rows = keys.map((key) => [
    `${key.prefix}…`,
    key.name,
    key.role,
    stateOf(key, now),
    key.lastUsedAt === null ? 'never used' : `used ${when(key.lastUsedAt, 'UTC')}`,
  ])
  const titles = ['key', 'name', 'role', '', 'times in UTC'].map((title) => ({ title }))
  return table(titles, rows, { colors, width: columns })
}

function stateOf({ revokedAt, expiresAt }: ApiKey, now: Date): string {
  if (revokedAt !== null) return 'revoked'
  if (expiresAt === null) return 'works'
  return new Date(expiresAt) <= now ? 'expired' : `until ${when(expiresAt, 'UTC').slice(0, 10)}`
}

function days(text: string): number {
  const number = Number(text)
  if (Number.isInteger(number) && number > 0 && number <= 3650) return number
  throw new InvalidArgumentError('It must be a number of days from 1 to 3650.')
}

const keyUnknown = (named: string, several: boolean): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'API_KEY_UNKNOWN',
    message: several ? `Several keys are called "${named}".` : `No key that works is called "${named}".`,
    remedy: 'Name it by how it begins; "tillbridge people keys list" shows that.',
  })
