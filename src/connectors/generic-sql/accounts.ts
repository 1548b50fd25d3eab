import type { AccountSource, AccountTarget } from '#contract/accounts'
import type { Account } from '#model/account'
import {
  ACCOUNT_ADDRESS_NAMES,
  ACCOUNT_NAMES,
  accountFrom,
  CONTACT_NAMES,
  strongKeys,
  theOne,
} from '#generic/account-record'
import { idOf, shown } from '#generic/booked-answer'
import { badSetting } from '#generic/failure-rules'
import { notDescribed, notReadable, referenceTaken } from '#generic/operation-errors'
import { allowedOnly } from '#generic/product-writes'
import { type FieldNames, type Told, toldByRow } from '#generic/record-map'
import { headOf, sourceOf } from './read.ts'
import type { SqlSettings } from './settings.ts'
import type { StatementSetting } from './settings-statements.ts'
import { type Running, type SqlContext, transaction } from './statements.ts'

type Accounts = NonNullable<SqlSettings['accounts']>

const WHERE = 'accounts'

/** The customers and companies that the settings describe. */
export const accountsOf = (setting: Accounts): AccountSource<SqlSettings> => ({
  ...sourceOf<Account>({
    where: WHERE,
    setting,
    isOf: ({ externalId }, key) => externalId === key,
    read: (running, key) => toldIn(running, setting, key),
    make: (_settings, told) => accountFrom(told as Told, WHERE),
  }),
  parse: notReadable,
})

async function toldIn(running: Running, setting: Accounts, key: string): Promise<Told | null> {
  const head = await headOf(running, setting.head, key, `${WHERE}.head`)
  if (head === null) return null
  const listed = async (name: string, statement: StatementSetting | undefined, columns: FieldNames) => {
    if (statement === undefined) return {}
    const { rows } = await running.run(statement, { key }, `${WHERE}.${name}`)
    return { [name]: rows.map((row) => toldByRow(columns, row, `${WHERE}.${name}`)) }
  }
  return {
    ...toldByRow(ACCOUNT_NAMES, head, `${WHERE}.head`),
    ...(await listed('addresses', setting.addresses, ACCOUNT_ADDRESS_NAMES)),
    ...(await listed('contacts', setting.contacts, CONTACT_NAMES)),
  }
}

/** Where the settings describe no writing, customers are found and never changed. */
export const accountTargetOf = (setting: Accounts): AccountTarget<SqlSettings> => ({
  fields: setting.write?.fields ?? [],
  find: (context, account, reference) =>
    transaction(context, { where: `${WHERE}.find`, effect: 'read' }, (running) =>
      findIn(running, setting, account, reference),
    ),
  create: (context, account, reference) => create(context, setting, account, reference),
  async update(context, externalId, changes) {
    const input = { externalId, changes: allowedOnly(changes, setting.write?.fields ?? []) }
    const steps = setting.write?.update
    if (Object.keys(input.changes).length === 0 || steps === undefined) return
    const where = `${WHERE}.write.update`
    await transaction(context, { where, effect: 'write' }, (running) => running.steps(steps, input, where))
  },
})

function create(
  context: SqlContext,
  setting: Accounts,
  account: Parameters<AccountTarget<SqlSettings>['create']>[1],
  reference: string,
): Promise<Account> {
  const where = `${WHERE}.write.create`
  const steps = setting.write?.create
  if (steps === undefined) throw notDescribed(where)
  const wanted = { ...account, externalId: reference, updatedAt: '', createdAt: null }
  return transaction(context, { where, effect: 'write' }, async (running) => {
    if ((await findIn(running, setting, wanted, reference)) !== null) throw referenceTaken('customer', reference)
    await running.steps(steps, { account, reference }, where)
    const made = await findIn(running, setting, wanted, reference)
    if (made !== null) return made
    throw badSetting('ANSWER_PATH', `${WHERE}.find`, 'it does not find what create has just written', 'read')
  })
}

async function findIn(
  running: Running,
  setting: Accounts,
  account: Account,
  reference: string,
): Promise<Account | null> {
  if (setting.find === undefined) return null
  const where = `${WHERE}.find`
  const { rows } = await running.run(setting.find, { reference, ...strongKeys(account) }, where)
  const found: Account[] = []
  for (const row of rows) {
    const id = idOf(row['id'])
    if (id === null) throw badSetting('ANSWER_PATH', where, `the column id is ${shown(row['id'])}`, 'read')
    const told = await toldIn(running, setting, id)
    if (told === null) continue
    const one = accountFrom(told, WHERE)
    if (row['reference'] === reference) return one
    found.push(one)
  }
  const same = theOne(found, account)
  if (same !== null) return same ?? null
  const why = `the look-up of ${account.name} found ${found[0]?.externalId ?? ''}, which has none of its keys`
  throw badSetting('ANSWER_PATH', where, why, 'read')
}
