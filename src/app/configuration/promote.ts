import type { Choice, ChoiceList } from '#contract/target'
import type { Connection } from '#database/connections'
import { TillbridgeError } from '#lib/errors'
import { mappingsSchema } from '#mapping/mappings'
import type { Promotion } from '#server/configuration'
import { exportConfiguration } from './export.ts'
import { type CodeFindings, lookUpCodes } from './promotion-codes.ts'
import { type ConfigurationStore, readStored, type Stored } from './stored.ts'

type Fields = Readonly<Record<string, unknown>>

export interface PreparedPromotion {
  /** The whole configuration as it would be, as a file. */
  readonly text: string
  /** Keys of the integrations that it is about. */
  readonly keys: readonly string[]
  /** Names of the channels that are told of the live integration as well, since they are told of the one that was tried out. */
  readonly alerts: readonly string[]
  readonly findings: CodeFindings
}

/**
 * What a promotion makes of the configuration: the rules, tables and flows of the integration that was tried out, joined with the live
 * systems under a key of their own. What was tried out keeps its connections, its records and its history, so that no document of a
 * test is ever taken for one of the books.
 *
 * @throws {TillbridgeError} `INTEGRATION_UNKNOWN`, `CONNECTION_UNKNOWN`, `PROMOTION_TO_ITSELF`, or what the live target answers.
 */
export async function preparePromotion(
  store: ConfigurationStore,
  promotion: Promotion,
  choices: (connection: Connection, list: ChoiceList) => Promise<readonly Choice[]>,
): Promise<PreparedPromotion> {
  const stored = await readStored(store)
  const tried = triedOut(stored, promotion)
  const target = connectionOf(stored, promotion.target)
  const isOtherStore = connectionOf(stored, promotion.store).connectionId !== tried.storeConnectionId
  if (target.connectionId === tried.targetConnectionId) throw toItself(promotion)
  const file = JSON.parse(await exportConfiguration(store, 'json')) as File
  const findings = await lookUpCodes(
    mappingsSchema.parse(tried.mappings),
    (list) => choices(target, list),
    isOtherStore,
  )
  const alerts = toldToo(file.alerts ?? {}, promotion)
  return {
    text: JSON.stringify({
      ...file,
      alerts,
      integrations: { ...file.integrations, ...promoted(file.integrations, promotion) },
    }),
    alerts: Object.keys(alerts),
    keys: promotion.endTest ? [promotion.to, promotion.from] : [promotion.to],
    findings,
  }
}

interface File {
  readonly integrations: Record<string, Fields>
  readonly alerts?: Readonly<Record<string, Fields>>
}

/** Who is told of one integration by name would hear nothing of the one that takes its place. */
const toldToo = (alerts: Readonly<Record<string, Fields>>, { from, to }: Promotion): Record<string, Fields> =>
  Object.fromEntries(
    Object.entries(alerts).flatMap(([name, alert]) => {
      const of = (alert['integrations'] ?? []) as readonly string[]
      return of.includes(from) && !of.includes(to) ? [[name, { ...alert, integrations: [...of, to] }]] : []
    }),
  )

function promoted(
  integrations: Readonly<Record<string, Fields>>,
  { from, to, name, store, target, payments, live, goLiveOn, endTest }: Promotion,
): Record<string, Fields> {
  const tried = integrations[from] ?? {}
  const before = integrations[to]
  const known = name ?? before?.['name']
  const { name: _name, payments: _payments, ...rest } = tried
  const policies = { ...(tried['policies'] as Fields | undefined), goLiveOn }
  return {
    [to]: { ...rest, ...(known === undefined ? {} : { name: known }), store, target, payments, live, policies },
    ...(endTest ? { [from]: { ...tried, live: false, flows: allOff(tried['flows']) } } : {}),
  }
}

/** Orders are on where nobody says otherwise. */
const allOff = (flows: unknown): Fields =>
  Object.fromEntries(
    Object.entries({ orders: {}, ...(flows as Fields | undefined) }).map(([flow, settings]) => [
      flow,
      { ...(settings as Fields), enabled: false },
    ]),
  )

function triedOut(stored: Stored, { from, to }: Promotion) {
  const tried = stored.integrations.get(from)
  if (from === to) throw toItself({ from, to })
  if (tried !== undefined) return tried
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'INTEGRATION_UNKNOWN',
    message: `There is no integration "${from}".`,
    remedy: `Name the one that was tried out: ${[...stored.integrations.keys()].join(', ') || 'there is none yet'}.`,
    subject: `integration:${from}`,
  })
}

function connectionOf(stored: Stored, key: string): Connection {
  const found = stored.connections.get(key)
  if (found !== undefined) return found
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'CONNECTION_UNKNOWN',
    message: `There is no connection "${key}".`,
    remedy: 'Connect the live system first, then promote.',
    subject: `connection:${key}`,
  })
}

const toItself = ({ from, to }: Pick<Promotion, 'from' | 'to'>): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'PROMOTION_TO_ITSELF',
    message:
      from === to
        ? `"${from}" cannot be promoted to itself.`
        : `"${to}" would write to the same system that "${from}" was tried out with.`,
    remedy:
      'Give the live integration a key of its own and the connection of the live ERP. What was tried out with the live ERP already goes live as it is.',
    subject: `integration:${to}`,
  })

/** @throws {TillbridgeError} `PROMOTION_CODES_UNKNOWN`: orders that need them would only wait. */
export function assertKnownCodes({ unknown }: CodeFindings, { target, despite }: Promotion): void {
  if (unknown.length === 0 || despite) return
  const named = unknown.slice(0, 5).map(({ code, path }) => `"${code}" (${path})`)
  const more = unknown.length > named.length ? ` and ${unknown.length - named.length} more` : ''
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'PROMOTION_CODES_UNKNOWN',
    message: `"${target}" does not know these codes of the mapping: ${named.join(', ')}${more}. Nothing was changed.`,
    remedy: 'Create them there, or map to what is there, then promote; or say that you promote all the same.',
    subject: `connection:${target}`,
  })
}
