import type { Party } from '#model/documents'
import { partyKeys, partyOfAccount } from './party.ts'
import { findAccount } from '#database/accounts'
import { bindParty, findParty } from '#database/parties'
import { accountFor, mayCreate } from '#catalog/accounts-plan'
import type { Side } from '#catalog/ownership'
import { TillbridgeError } from '#lib/errors'
import type { Account } from '#model/account'
import { normalEmail } from '#model/customer'
import type { FlowRun } from '#engine/reconcile'
import { accountTarget, otherSide, readAccount, type Sides, talk } from './sides.ts'

/**
 * The counterpart of an account on the other side: by what orders bound before, by a strong key, or made where a rule allows it.
 * `null` = it has none, and none may be made.
 *
 * @throws {TillbridgeError} `rejected`, `ACCOUNT_AMBIGUOUS`: it is the counterpart of another account already.
 */
export async function counterpartOf(flow: FlowRun, sides: Sides, own: Account, side: Side): Promise<Account | null> {
  const there = otherSide(side)
  const found = side === 'store' ? await findInTarget(flow, sides, own) : await findInStore(flow, sides, own)
  if (found !== null) {
    const bound = await findAccount(flow.services.pool, flow.run.claimed, there, found.externalId)
    const other = side === 'store' ? bound?.storeKey : bound?.targetKey
    // The run of the other side may have bound the two meanwhile.
    if (other != null && other !== own.externalId) throw ambiguous(own, found, other)
    return found
  }
  if (!mayCreate(sides.integration.rules.customers, own.kind, there)) return null
  return there === 'target' ? createInTarget(flow, sides, own) : createInStore(flow, sides, own)
}

/** Orders of the account may have found, or made, its customer before. */
async function findInTarget(
  flow: FlowRun,
  { store, target, integration }: Sides,
  own: Account,
): Promise<Account | null> {
  const { organizationId, connectionId } = target.connection
  const matching = integration.policies.customer
  const keys = partyKeys(own, store.connection.connectionId, matching)
  const known = await findParty(flow.services.pool, organizationId, connectionId, keys)
  const remembered = known === null ? null : await readAccount(flow, target, known.externalId)
  if (remembered !== null) return remembered
  // Where a mailbox is no key, it finds nobody.
  const wanted = own.kind === 'company' || matching === 'match-email' ? own : { ...own, email: null }
  return talk(flow, target, (context) => accountTarget(target).find(context, wanted, keys[0]))
}

const findInStore = (flow: FlowRun, { store, integration }: Sides, own: Account): Promise<Account | null> =>
  talk(flow, store, (context) => accountTarget(store).find(context, own, referenceOf(integration.row.key, own)))

const referenceOf = (scope: string, { externalId }: Account): string => `${scope}:account:${externalId}`

/** The same way as an order would, so that the two never make two. */
async function createInTarget(
  flow: FlowRun,
  { store, target, integration }: Sides,
  own: Account,
): Promise<Account | null> {
  const party: Party = partyOfAccount(own, integration.policies.customer)
  const made = await talk(flow, target, (context) =>
    flow.parties.ensure(target, context, party, store.connection.connectionId),
  )
  const words = accountFor(integration.rules.customers, own, 'store')
  const { addresses, paymentTerms, priceList, note, language } = words
  const more = Object.entries({ paymentTerms, priceList, note, language }).filter(([, value]) => value != null)
  await talk(flow, target, (context) =>
    accountTarget(target).update(context, made.externalId, { addresses, ...Object.fromEntries(more) }),
  )
  return readAccount(flow, target, made.externalId)
}

/** A person without a mailbox could never be found again, so none is made. */
async function createInStore(flow: FlowRun, { store, integration }: Sides, own: Account): Promise<Account | null> {
  if (own.kind === 'person' && normalEmail(own.email) === null) return null
  const made = accountFor(integration.rules.customers, own, 'target')
  return talk(flow, store, (context) =>
    accountTarget(store).create(context, made, referenceOf(integration.row.key, own)),
  )
}

/** Orders of the account find the same customer from now on. */
export async function rememberParty(
  flow: FlowRun,
  { store, target, integration }: Sides,
  account: Account,
  targetKey: string,
): Promise<void> {
  const { organizationId, connectionId } = target.connection
  const keys = partyKeys(account, store.connection.connectionId, integration.policies.customer)
  const known = await findParty(flow.services.pool, organizationId, connectionId, keys)
  if (known?.externalId === targetKey && known.knownKeys.length === keys.length) return
  await bindParty(flow.services.pool, organizationId, connectionId, keys, { externalId: targetKey, addresses: {} })
}

const ambiguous = (own: Account, found: Account, other: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'ACCOUNT_AMBIGUOUS',
    message: `${own.name} (${own.externalId}) and ${other} would both be ${found.name} (${found.externalId}) on the other side.`,
    remedy: 'Merge the two, or give each its own e-mail address, VAT number or number, then retry.',
    subject: `account:${found.externalId}`,
  })
