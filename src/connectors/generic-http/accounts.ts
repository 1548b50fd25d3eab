import type { AccountSource, AccountTarget } from '#contract/accounts'
import type { Account } from '#model/account'
import { accountFrom, strongKeys, theOne } from '#generic/account-record'
import { badSetting } from '#generic/failure-rules'
import { madeAndLost, notDescribed, notReadable, referenceTaken } from '#generic/operation-errors'
import { allowedOnly } from '#generic/product-writes'
import { toldBy } from '#generic/record-map'
import { foundIds, idIn } from './found.ts'
import { sourceOf } from './read.ts'
import { call, type HttpContext } from './request.ts'
import type { HttpSettings } from './settings.ts'

type Accounts = NonNullable<HttpSettings['accounts']>

/** The customers and companies that the settings describe. */
export function accountsOf(setting: Accounts): AccountSource<HttpSettings> {
  const { fields, addresses, contacts } = setting
  const where = 'accounts'
  const source = sourceOf<Account>({
    where,
    setting,
    isOf: ({ externalId }, key) => externalId === key,
    make: async ({ values }, record) => {
      const place = { where, bindings: { settings: values } }
      return accountFrom(await toldBy({ fields, lists: { addresses, contacts } }, record, place), where)
    },
  })
  return { ...source, parse: notReadable }
}

/** Where the settings describe no writing, customers are found and never changed. */
export const accountTargetOf = (setting: Accounts): AccountTarget<HttpSettings> => ({
  fields: setting.write?.fields ?? [],
  find: (context, account, reference) => find(context, setting, account, reference),
  async create(context, account, reference) {
    const where = 'accounts.write.create'
    const request = setting.write?.create
    if (request === undefined) throw notDescribed(where)
    const wanted = { ...account, externalId: reference, updatedAt: '', createdAt: null }
    const there = context.settings.uniqueReferences ? null : await find(context, setting, wanted, reference)
    if (there !== null) throw referenceTaken('customer', reference)
    const answer = await call(context, request, { where, input: { account, reference }, effect: 'write' })
    const id = await idIn(request.id, answer, `${where}.id`)
    const made = await accountsOf(setting).get(context, id)
    if (made === null) throw madeAndLost(`The customer ${account.name}`, 'accounts.get')
    return made
  },
  async update(context, externalId, changes) {
    const input = { externalId, changes: allowedOnly(changes, setting.write?.fields ?? []) }
    if (Object.keys(input.changes).length === 0 || setting.write === undefined) return
    await call(context, setting.write.update, { where: 'accounts.write.update', input, effect: 'write' })
  },
})

async function find(
  context: HttpContext,
  setting: Accounts,
  account: Account,
  reference: string,
): Promise<Account | null> {
  if (setting.find === undefined) return null
  const where = 'accounts.find'
  const { key: id, ...request } = setting.find
  const { email, vatNumber, number } = strongKeys(account)
  const input = { reference, email: email ?? '', vatNumber: vatNumber ?? '', number: number ?? '' }
  const hits = await foundIds(context, { ...request, id }, { where, input })
  const source = accountsOf(setting)
  const ours = hits.find((hit) => hit.reference === reference)
  if (ours !== undefined) return source.get(context, ours.id)
  const found: Account[] = []
  for (const key of new Set(hits.map((hit) => hit.id))) {
    const one = await source.get(context, key)
    if (one !== null) found.push(one)
  }
  const same = theOne(found, account)
  if (same === null) {
    const [other] = found
    const why = `the look-up of ${account.name} found ${other?.externalId ?? ''}, which has none of its keys; the system may ignore the filter`
    throw badSetting('ANSWER_PATH', where, why, 'read')
  }
  return same ?? null
}
