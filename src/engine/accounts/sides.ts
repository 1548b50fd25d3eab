import type { AccountChanges, AccountSource, AccountTarget } from '#contract/accounts'
import type { Side } from '#catalog/ownership'
import { TillbridgeError } from '#lib/errors'
import type { Account } from '#model/account'
import type { OpenConnection } from '#engine/connections'
import type { LoadedIntegration } from '#engine/integrations'
import type { FlowRun } from '#engine/reconcile'

/** Records of the target have keys that say so. */
export const TARGET_KEY = 'target/'

/** Both systems of an integration, with what each can be asked and told of accounts. */
export interface Sides {
  readonly integration: LoadedIntegration
  readonly store: OpenConnection
  readonly target: OpenConnection
}

export async function sidesOf({ services, run: { claimed } }: FlowRun): Promise<Sides> {
  const { organizationId, integrationId, revisions } = claimed
  const integration = await services.integrations.load(organizationId, integrationId, revisions.integration)
  const { storeConnectionId, targetConnectionId } = integration.row
  const store = await services.connections.open(organizationId, storeConnectionId, revisions.store)
  const target = await services.connections.open(organizationId, targetConnectionId, revisions.target)
  return { integration, store, target }
}

export const otherSide = (side: Side): Side => (side === 'store' ? 'target' : 'store')

export function accountSource({ connector }: OpenConnection): AccountSource<never> {
  const source = connector.reads.accounts as AccountSource<never> | undefined
  if (source !== undefined) return source
  throw notAble(connector.name)
}

export function accountTarget({ connector }: OpenConnection): AccountTarget<never> {
  const target = connector.writes.accounts as AccountTarget<never> | undefined
  if (target !== undefined) return target
  throw notAble(connector.name)
}

const notAble = (name: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'ACCOUNTS_NOT_KEPT',
    message: `${name} does not keep customers that could be compared.`,
    remedy: 'Turn the flow "customers" off for this integration.',
  })

/** Calls one side; whoever is talked to is to blame when it refuses. */
export const talk = <T>(
  { progress, scope }: FlowRun,
  open: OpenConnection,
  call: (context: ReturnType<OpenConnection['context']>) => Promise<T>,
): Promise<T> => {
  progress.talkingTo = open
  return call(open.context(scope))
}

export const readAccount = (flow: FlowRun, open: OpenConnection, key: string): Promise<Account | null> =>
  talk(flow, open, (context) => accountSource(open).get(context, key))

export const writeAccount = (
  flow: FlowRun,
  open: OpenConnection,
  key: string,
  changes: AccountChanges,
): Promise<void> => talk(flow, open, (context) => accountTarget(open).update(context, key, changes))
