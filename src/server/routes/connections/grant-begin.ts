import type { WantedConnection } from '#server/configuration'
import { listConnections } from '#database/connections'
import { askForGrant, grantOf, lacking, returnAddress, withPlaceholders } from '#engine/grants'
import type { Actor } from '#server/api/actor'
import type { Call, Handler } from '#server/api/call'
import { missing, Refused, refusal } from '#server/api/failures'
import { exists } from './create.ts'
import { withoutNulls } from './settings-kept.ts'

export const beginGrant: Handler<'connections.grant'> = async (call) => {
  const { services, organizationId, params, body, note, actor } = call
  const { key, connector, settings, publicOnly } = await drafted(call)
  note({ subject: `connection:${key}` })
  const { grant } = grantOf(services.connectors, connector)
  const names = lacking(grant, settings)
  if (names.length > 0) throw incomplete(names)
  // Whether it could be kept is said before anybody is sent anywhere; and no address that is not public is led to.
  const wanted = (before: WantedConnection | null): WantedConnection => ({
    ...before,
    connector,
    settings: withPlaceholders(grant, withoutNulls({ ...before?.settings, ...body.settings })),
  })
  await services.configuration.saveConnection(organizationId, key, wanted, null)
  const begun = await askForGrant(
    { ...services, connections: services.engine.services.connections },
    {
      organizationId,
      asked: { connection: key, connector, settings, stated: body.settings, publicOnly },
      boundTo: boundTo(actor),
      returnTo: returnAddress(services.address(), params.organization),
      reachedAt: (services.publicUrl ?? services.address()).replace(/\/+$/, ''),
    },
  )
  return { address: begun.address, expiresAt: begun.expiresAt.toISOString() }
}

/** The connection as it would be: a new one, or the one that is there with what was stated. */
async function drafted({ services, organizationId, params, body }: Call<'connections.grant'>) {
  const all = await listConnections(services.pool, services.sealer, organizationId)
  const before = all.find(({ key }) => key === params.connection)
  if (before !== undefined && body.connector !== undefined) throw exists(before.key)
  const connector = before?.connector ?? body.connector
  if (connector === undefined) throw missing('connection')
  return {
    key: params.connection,
    connector,
    settings: withoutNulls({ ...before?.settings, ...body.settings }),
    // What was made at the machine may lead into its network, as long as nobody changes from outside where it leads.
    publicOnly:
      !services.localAddresses && (before === undefined || before.publicOnly || Object.keys(body.settings).length > 0),
  }
}

/** Who may take the answer: the session that asked, so that an answer cannot be slipped to somebody else; or the same key. */
export const boundTo = ({ kind, id, session }: Actor): string =>
  kind === 'person' ? `session:${session?.sessionId ?? ''}` : `key:${id}`

const incomplete = (names: readonly string[]): Refused => {
  const message = 'It is needed before access can be given.'
  const fields = names.map((name) => ({ path: `body.settings.${name}`, message }))
  return new Refused(refusal('REQUEST_INVALID', { fields, message: `${names.join(', ')}: ${message}` }))
}
