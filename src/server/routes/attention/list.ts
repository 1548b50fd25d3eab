import type { AttentionGroup } from '#api/attention'
import { type AttentionGroup as Waiting, attentionGroups, countHeldUp } from '#database/attention'
import { type Connection, CREDENTIAL_PAUSES, listConnections } from '#database/connections'
import { type Integration, listIntegrations } from '#database/integrations'
import { assigneesOf, countNotes } from '#database/notes'
import type { Call, Handler } from '#server/api/call'
import { missing } from '#server/api/failures'
import { usersOf } from '#server/routes/connections/shown'
import { causeAbout, remedyOf } from './about.ts'

type Group = Omit<AttentionGroup, 'assignee' | 'notes'>

/** More than a page can show are more than a person can solve: the rest come up as the largest are solved. */
const MOST_CAUSES = 100

export const listAttention: Handler<'attention.list'> = async (call) => {
  const { services, organizationId, actor, query } = call
  const { pool, sealer } = services
  const [integrations, connections] = await Promise.all([
    listIntegrations(pool, organizationId),
    listConnections(pool, sealer, organizationId),
  ])
  const wanted = query.integration === undefined ? undefined : integrations.find(({ key }) => key === query.integration)
  if (query.integration !== undefined && wanted === undefined) throw missing(`integration "${query.integration}"`)
  // Whose they are is known beside them, so that all have to be looked at for one person's.
  const limit = query.mine === true ? Number.MAX_SAFE_INTEGER : MOST_CAUSES
  const filter = { integrationId: wanted?.integrationId, flow: query.flow, limit }
  const paused = await pausedGroups(call, connections, wanted === undefined ? integrations : [wanted])
  const waiting = await attentionGroups(pool, organizationId, filter)
  const groups = [...paused, ...waiting.groups.map((one) => shown(one, integrations, connections))]
  const abouts = groups.map(({ about }) => about)
  const [assignees, notes] = await Promise.all([
    assigneesOf(pool, organizationId, abouts),
    countNotes(pool, organizationId, abouts),
  ])
  const items = groups.map((group) => ({
    ...group,
    assignee: assignees.get(group.about) ?? null,
    notes: notes.get(group.about) ?? 0,
  }))
  if (query.mine !== true) return { items, causes: paused.length + waiting.causes }
  const mine = items.filter(({ assignee }) => assignee?.userId === actor.id)
  return { items: mine, causes: mine.length }
}

function shown(group: Waiting, integrations: readonly Integration[], connections: readonly Connection[]): Group {
  const { integrationId, code, subject, example, money, flows, ...rest } = group
  const integration = integrations.find((one) => one.integrationId === integrationId)
  const target = connections.find(({ connectionId }) => connectionId === integration?.targetConnectionId)
  const key = integration?.key ?? ''
  return {
    ...rest,
    ...remedyOf({ code, subject }),
    about: causeAbout({ integration: key, code, subject }),
    integration: key,
    code,
    subject,
    money: [...money],
    flows: [...flows],
    connection: target?.key ?? null,
    example,
  }
}

/** Connections whose system refuses what they sign in with: all of their records wait for somebody to renew it. */
async function pausedGroups(
  { services, organizationId, query }: Call<'attention.list'>,
  connections: readonly Connection[],
  integrations: readonly Integration[],
): Promise<Group[]> {
  if (query.flow !== undefined) return []
  const paused = connections.filter(
    (one) => CREDENTIAL_PAUSES.includes(one.pauseCode ?? '') && usersOf(one, integrations).length > 0,
  )
  return Promise.all(
    paused.map(async (connection): Promise<Group> => ({
      about: `connection:${connection.key}`,
      integration: null,
      code: connection.pauseCode ?? '',
      subject: `connection:${connection.key}`,
      message: connection.pauseMessage ?? `The connection ${connection.key} is paused.`,
      remedy: 'Renew what it signs in with. Its records go on by themselves as soon as it works.',
      transfers: await countHeldUp(services.pool, organizationId, connection.connectionId),
      money: [],
      oldestAt: connection.pausedAt === null ? null : new Date(connection.pausedAt).toISOString(),
      flows: [],
      kind: 'credential',
      entry: null,
      connection: connection.key,
      example: null,
    })),
  )
}
