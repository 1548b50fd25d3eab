import type { Pool } from 'pg'
import type { Connector, ConnectorRegistry } from '#contract/connector'
import type { Grant } from '#contract/grant'
import { secretNames } from '#contract/settings'
import type { Connection } from '#database/connections'
import {
  type AskedGrant,
  findGrant,
  type GrantSought,
  insertGrant,
  type StoredGrant,
  useUpGrant,
} from '#database/grants'
import type { Clock } from '#lib/clock'
import { TillbridgeError } from '#lib/errors'
import type { Sealer } from '#lib/secrets'
import type { Connections } from './connections.ts'

interface GrantServices {
  readonly pool: Pool
  readonly sealer: Sealer
  readonly clock: Clock
  readonly connectors: ConnectorRegistry
  readonly connections: Pick<Connections, 'openLoaded'>
}

type Fields = Readonly<Record<string, unknown>>

/** How access is given to a system at its own page. @throws {TillbridgeError} `GRANT_NOT_OFFERED`. */
export function grantOf(
  connectors: ConnectorRegistry,
  connector: string,
): { connector: Connector; grant: Grant<unknown> } {
  const found = connectors.get(connector) as Connector | undefined
  if (found?.grant !== undefined) return { connector: found, grant: found.grant }
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'GRANT_NOT_OFFERED',
    message: `${found?.name ?? connector} has no page of its own where access is given.`,
    remedy: 'Enter the keys instead.',
  })
}

const PLACEHOLDER = 'to-be-granted'

/** The settings with something in the place of what is still to come, so that they can be checked and used. */
export const withPlaceholders = ({ brings }: Grant<unknown>, settings: Fields): Fields => ({
  ...settings,
  ...Object.fromEntries(brings.map((name) => [name, PLACEHOLDER])),
})

/** The names of settings that must be stated before anybody is sent to the vendor, and are not. */
export const lacking = ({ needs }: Grant<unknown>, settings: Fields): string[] =>
  needs.filter((name) => settings[name] == null || settings[name] === '')

/** Where people come back to, followed by `/` and the connector; vendors ask for that address beforehand. */
export const returnAddress = (address: string, organization: string): string => `${address}/o/${organization}/granted`

export interface GrantAsked {
  readonly organizationId: string
  readonly asked: AskedGrant
  /** Who may take the answer. */
  readonly boundTo: string
  /** Of {@link returnAddress}. */
  readonly returnTo: string
  /** Where vendors reach this installation. */
  readonly reachedAt: string
}

/**
 * Keeps what was stated, and answers the vendor's page to send the person to.
 *
 * @throws {TillbridgeError} of the connector, when these settings or addresses will not do.
 */
export async function askForGrant(
  { pool, sealer, clock, connectors }: GrantServices,
  { organizationId, asked, boundTo, returnTo, reachedAt }: GrantAsked,
): Promise<{ readonly address: string; readonly expiresAt: Date }> {
  const { connector, grant } = grantOf(connectors, asked.connector)
  const settings = withPlaceholders(grant, asked.settings)
  const now = clock.now()
  const made = await insertGrant(pool, sealer, organizationId, { asked: { ...asked, settings }, boundTo, now })
  const { state, deliveryToken, expiresAt } = made
  const deliverTo = `${reachedAt}/grants/${deliveryToken}`
  const round = { state, returnTo: `${returnTo}/${connector.id}`, deliverTo }
  return { address: grant.page(connector.settings.parse(settings), round), expiresAt }
}

/** What came of it: the settings to keep, `null` takes one away. */
export interface Granted {
  readonly connection: string
  readonly connector: string
  readonly settings: Readonly<Record<string, unknown>>
}

/**
 * Takes the answer with which a browser came back: finds what was asked for by the same person, makes sure that the vendor signed
 * it, uses it up, and turns it into credentials.
 *
 * @throws {TillbridgeError} `GRANT_NOT_ASKED` for a state that is made up, used, too old, or somebody else's; `GRANT_NOT_GENUINE`; those
 *   of the connector.
 */
export async function redeemGrant(
  services: GrantServices,
  { query, ...sought }: Omit<GrantSought, 'state' | 'now'> & { readonly query: string },
): Promise<Granted> {
  const { pool, sealer, clock, connectors, connections } = services
  const { connector, grant } = grantOf(connectors, sought.connector)
  const fields = new URLSearchParams(query)
  // Only to find the secret by which the rest is proven; a state alone is worth nothing.
  const state = fields.getAll(grant.stateParameter)
  const found =
    state.length === 1 ? await findGrant(pool, sealer, { ...sought, state: state[0] ?? '', now: clock.now() }) : null
  if (found === null) throw unknown(connector.name)
  if (grant.isGenuine?.(connector.settings.parse(found.settings), query) === false) throw notGenuine(connector.name)
  if (!(await useUpGrant(pool, sought.organizationId, found.grantId))) throw unknown(connector.name)
  const draft = draftOf(sought.organizationId, connector, found)
  const scope = { signal: AbortSignal.timeout(LONGEST_MS), record() {}, beforeWrite() {} }
  const delivered = found.delivered === null ? null : (JSON.parse(found.delivered) as unknown)
  const brought = await grant.redeem(connections.openLoaded(draft).context(scope), {
    state: state[0] ?? '',
    query: fields,
    delivered,
  })
  return { connection: found.connection, connector: connector.id, settings: { ...found.stated, ...brought } }
}

const LONGEST_MS = 60_000
/** Of all drafts: they use no quota and no token, so nothing is kept under it. */
const NO_CONNECTION = '00000000-0000-0000-0000-000000000000'

/** A connection that is not stored: what is asked on the way to its credentials goes through it. */
const draftOf = (organizationId: string, connector: Connector, found: StoredGrant): Connection => ({
  organizationId,
  connectionId: NO_CONNECTION,
  key: found.connection,
  connector: connector.id,
  settings: found.settings,
  secretNames: secretNames(connector.settings),
  slots: 1,
  inflight: 0,
  pausedAt: null,
  pauseCode: null,
  pauseMessage: null,
  restsUntil: new Date(0).toISOString(),
  revision: 0,
  publicOnly: found.publicOnly,
})

const unknown = (system: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'GRANT_NOT_ASKED',
    message: `Nobody here is waiting for this answer of ${system}.`,
    remedy:
      'It is good once, for half an hour, and only for the person who asked, in the same browser. Begin again; if it was asked for in a terminal, give the address of this page to that command.',
  })

const notGenuine = (system: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'GRANT_NOT_GENUINE',
    message: `This answer was not signed by ${system} with the secret of your app.`,
    remedy: 'Check the client secret, and begin again.',
  })
