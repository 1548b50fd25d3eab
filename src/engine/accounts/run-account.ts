import { type AccountCommon, type AccountPlan, planAccount } from '#catalog/accounts-plan'
import type { CustomerRules } from '#catalog/accounts-rules'
import type { Side } from '#catalog/ownership'
import type { AccountChanges } from '#contract/accounts'
import { logAccountOverrides } from '#database/account-overrides'
import { bindAccounts, findAccount, forgetDuplicates, mergeAccounts, type StoredAccount } from '#database/accounts'
import { inTransaction } from '#database/pool'
import { raiseTransfers } from '#database/raise'
import type { SettledCause } from '#database/settle'
import { TillbridgeError } from '#lib/errors'
import type { Account } from '#model/account'
import { assertRunning } from '#engine/assert-running'
import type { FlowRun } from '#engine/reconcile'
import { counterpartOf, rememberParty } from './match-account.ts'
import { accountTarget, readAccount, type Sides, sidesOf, TARGET_KEY, writeAccount } from './sides.ts'

/**
 * Brings one account in step: each field has its owner's value on both sides afterwards. All work on two accounts that are one
 * happens under the store's key, so that never two runs write the same.
 *
 * @throws {TillbridgeError} what a person has to look at; whatever the systems answer.
 */
export async function runAccount(flow: FlowRun): Promise<void> {
  const { services, run, progress } = flow
  const sides = await sidesOf(flow)
  const now = services.clock.now()
  for (const open of [sides.store, sides.target]) {
    progress.talkingTo = open
    assertRunning(open, now)
  }
  progress.revision = sides.integration.row.revision
  const { recordKey } = run.claimed
  const side: Side = recordKey.startsWith(TARGET_KEY) ? 'target' : 'store'
  const key = side === 'target' ? recordKey.slice(TARGET_KEY.length) : recordKey
  const bound = await findAccount(services.pool, run.claimed, side, key)
  if (bound?.erasedAt != null) {
    // Whoever told of it may have said the name.
    progress.record = { name: 'Erased', updatedAt: null, createdAt: null, summary: null }
    progress.verdict = erased
    return
  }
  if (side === 'target' && bound?.storeKey != null) {
    await raiseInStore(flow, bound.storeKey)
    return
  }
  const own = await readAccount(flow, sides[side], key)
  if (own === null) {
    progress.verdict = gone
    return
  }
  if (own.mergedInto != null) return followMerge(flow, sides, own.externalId, own.mergedInto)
  progress.record = { name: own.name, updatedAt: own.updatedAt, createdAt: own.createdAt, summary: { kind: own.kind } }
  if (own.erased === true) {
    progress.verdict = erased
    return
  }
  if (side === 'target') return followTarget(flow, sides, own)
  const targetKey = bound?.targetKey ?? null
  // Its mailbox would find the company, or make a second customer with one mailbox.
  if (targetKey === null && own.contactOf != null) {
    progress.verdict = contactOf(own.contactOf)
    return
  }
  const other = await (targetKey === null
    ? counterpartOf(flow, sides, own, 'store')
    : readAccount(flow, sides.target, targetKey))
  if (other === null) {
    progress.verdict = targetKey === null ? onOneSide : goneThere
    return
  }
  await bringInStep(flow, sides, { store: own, target: other }, bound)
  if (bound !== null && bound.duplicates.length > 0) await assertMerged(flow, sides, bound)
}

/** An account of the target that is bound to none of the store yet. */
async function followTarget(flow: FlowRun, sides: Sides, own: Account): Promise<void> {
  const store = await counterpartOf(flow, sides, own, 'target')
  if (store === null) {
    flow.progress.verdict = onOneSide
    return
  }
  const isBound = await bindAccounts(flow.services.pool, flow.run.claimed, store.externalId, own.externalId, {})
  if (!isBound) throw boundElsewhere({ store, target: own })
  await raiseInStore(flow, store.externalId)
}

async function raiseInStore({ services, run: { claimed } }: FlowRun, recordKey: string): Promise<void> {
  const { organizationId, integrationId, flow } = claimed
  const options = { organizationId, integrationId, flow, foundBy: 'sweep', lane: 0, force: true } as const
  await raiseTransfers(services.pool, options, [{ recordKey, recordName: null, updatedAt: null, createdAt: null }])
}

interface Pair {
  readonly store: Account
  readonly target: Account
}

async function bringInStep(flow: FlowRun, sides: Sides, pair: Pair, bound: StoredAccount | null): Promise<void> {
  const { services, run, progress } = flow
  const plan = planAccount({
    ...pair,
    rules: sides.integration.rules.customers,
    common: (bound?.common ?? {}) as AccountCommon,
    writable: {
      store: new Set<string>(accountTarget(sides.store).fields),
      target: new Set<string>(accountTarget(sides.target).fields),
    },
  })
  const of = run.claimed
  const keys = [pair.store.externalId, pair.target.externalId] as const
  // Bound before anything is written: of two runs that found each other's account, one goes on.
  if (!(await bindAccounts(services.pool, of, ...keys, bound?.common ?? {}))) throw boundElsewhere(pair)
  await rememberParty(flow, sides, pair.store, pair.target.externalId)
  const { lost } = plan
  const [toStore, toTarget] = [changesOf(plan, 'store'), changesOf(plan, 'target')]
  await logAccountOverrides(services.pool, of, pair.store.externalId, `${of.transferId}/${of.version}`, lost)
  if (Object.keys(toStore).length > 0) await writeAccount(flow, sides.store, pair.store.externalId, toStore)
  if (Object.keys(toTarget).length > 0) await writeAccount(flow, sides.target, pair.target.externalId, toTarget)
  await bindAccounts(services.pool, of, ...keys, plan.common)
  progress.record = { ...recordOf(progress.record, pair), summary: summaryOf(pair, plan) }
  assertDecided(plan, pair, sides.integration.rules.customers)
}

const changesOf = ({ toStore, toTarget, contacts }: AccountPlan, side: Side): AccountChanges => ({
  ...((side === 'store' ? toStore : toTarget) as AccountChanges),
  ...(contacts[side].length === 0 ? {} : { contacts: contacts[side] }),
})

const recordOf = (record: FlowRun['progress']['record'], { store }: Pair) =>
  record ?? { name: store.name, updatedAt: null, createdAt: null, summary: null }

const summaryOf = ({ store, target }: Pair, plan: AccountPlan): Record<string, unknown> => ({
  kind: store.kind,
  store: store.externalId,
  target: target.externalId,
  toStore: Object.keys(changesOf(plan, 'store')),
  toTarget: Object.keys(changesOf(plan, 'target')),
  lost: plan.lost.map(({ field, side }) => ({ field, side })),
})

function assertDecided({ held, unknownWords }: AccountPlan, { store }: Pair, rules: CustomerRules): void {
  const [first] = held
  if (first !== undefined) {
    throw new TillbridgeError({
      kind: 'rejected',
      code: 'ACCOUNT_CONFLICT',
      message: `Both sides changed ${held.map(({ field }) => field).join(', ')} of ${store.name}.`,
      remedy: 'Set the right value on both sides, then retry.',
      subject: `account:${store.externalId}`,
    })
  }
  // Without any words of a field nobody wants it moved.
  const wanted = { paymentTerms: rules.paymentTerms.length > 0, priceList: rules.priceLists.length > 0 }
  const word = unknownWords.find(({ field }) => field in wanted && wanted[field as keyof typeof wanted])
  if (word === undefined) return
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'ACCOUNT_WORD_NOT_MAPPED',
    message: `"${word.word}" (${word.field}) of ${store.name} has no counterpart on the other side yet.`,
    remedy: `Name it in the rule "customers", ${word.field === 'priceList' ? 'priceLists' : 'paymentTerms'}.`,
    subject: `word:${word.word}`,
  })
}

/** The binding follows the account that is left. */
async function followMerge(flow: FlowRun, sides: Sides, gone: string, kept: string): Promise<void> {
  const left = await inTransaction(flow.services.pool, (sql) => mergeAccounts(sql, flow.run.claimed, gone, kept))
  flow.progress.record = { name: gone, updatedAt: null, createdAt: null, summary: { mergedInto: kept } }
  // Whatever the one that is left holds now goes to the customer that it has now.
  await raiseInStore(flow, kept)
  if (left === null || left.duplicates.length === 0) {
    flow.progress.verdict = verdict('ACCOUNT_MERGED', `The store merged it into account ${kept}.`)
    return
  }
  if (sides.integration.rules.customers.merged === 'task') await assertMerged(flow, sides, left)
}

/** A person merges the duplicates in the target; documents stand on them. */
async function assertMerged(flow: FlowRun, sides: Sides, account: StoredAccount): Promise<void> {
  if (sides.integration.rules.customers.merged === 'leave') return
  const left: string[] = []
  for (const key of account.duplicates) if ((await readAccount(flow, sides.target, key)) !== null) left.push(key)
  await forgetDuplicates(flow.services.pool, flow.run.claimed, account.accountId, left)
  if (left.length === 0) return
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'ACCOUNTS_TO_MERGE',
    message: `The store merged accounts whose customers are still two: ${[account.targetKey, ...left].join(', ')}.`,
    remedy: `Merge ${left.join(', ')} into ${account.targetKey ?? 'the other'} in the target, then retry.`,
    subject: `account:${account.storeKey ?? account.accountId}`,
  })
}

const boundElsewhere = ({ store, target }: Pair): TillbridgeError =>
  new TillbridgeError({
    kind: 'conflict',
    code: 'ACCOUNT_BOUND_ELSEWHERE',
    message: `${store.name} (${store.externalId}) or ${target.name} (${target.externalId}) was bound to another account meanwhile.`,
    remedy: 'Nothing: it is looked at again.',
  })

const verdict = (code: string, message: string): SettledCause => ({
  kind: null,
  code,
  subject: null,
  message,
  remedy: null,
})

const erased = verdict('ACCOUNT_ERASED', 'The person asked to be forgotten: nothing is copied any more.')
const gone = verdict('ACCOUNT_GONE', 'The account is no longer there. Its counterpart is left as it is.')
const goneThere = verdict(
  'ACCOUNT_GONE',
  'Its counterpart on the other side is no longer there, and none is made anew.',
)
const contactOf = (company: string): SettledCause =>
  verdict('ACCOUNT_IS_CONTACT', `It is a contact of ${company}, which is kept in step as a company.`)
const onOneSide = verdict(
  'ACCOUNT_ON_ONE_SIDE',
  'The other side has no such account, and by a rule none is made there.',
)
