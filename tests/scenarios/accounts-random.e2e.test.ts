import { afterAll, beforeAll, expect, test } from 'vitest'
import { customerRulesSchema } from '#catalog/accounts-rules'
import { listAccountOverrides } from '#database/account-overrides'
import { seededRandom } from '#sandboxes/shopify/ids'
import { startStory, type Story } from '#testing/story'
import {
  COMPANY_FIELDS,
  type End,
  type EndField,
  LISTS,
  mutate,
  type Pair,
  PERSON_FIELDS,
  randomCustomerRules,
  TERMS,
} from './accounts-ends.ts'
import { PATIENCE_MS } from './books.ts'
import { callsDuring } from './products-kit.ts'

// The long form: ACCOUNT_SEEDS=1,2,3 runs more matrices.
const SEEDS = (process.env['ACCOUNT_SEEDS'] ?? '1').split(',').map(Number)
const ROUNDS = SEEDS.length > 1 ? 4 : 2

let story: Story

beforeAll(async () => {
  story = await startStory({
    flows: ['customers'],
    withoutWebhooks: true,
    // People and we at once call more than a small shop allows.
    shop: { shop: { plan: 'enterprise', currency: 'EUR', ianaTimezone: 'Europe/Berlin' } },
    shopSettings: { plan: 'enterprise' },
    erpSettings: { exemptTaxCategories: ['Exempt'] },
  })
  story.erp.insert({ doctype: 'Tax Category', title: 'Exempt' })
  for (const { target } of TERMS)
    story.erp.insert({
      doctype: 'Payment Terms Template',
      template_name: target,
      terms: [{ invoice_portion: 100, due_date_based_on: 'Day(s) after invoice date', credit_days: 1 }],
    })
  for (const { target } of LISTS)
    story.erp.insert({ doctype: 'Price List', price_list_name: target, currency: 'EUR', selling: 1, enabled: 1 })
  for (const { store } of LISTS) await addCatalogue(store)
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

/** Everything that either side changed is looked at once. */
async function cycle(): Promise<void> {
  const { organizationId, integrationId } = story
  await story.running.bridge.engine.sweep({ organizationId, integrationId, flow: 'customers', force: true })
  await story.settled()
}

/** Writes of ours, by what they are; those of people have no name and are over before anybody counts. */
async function writesDuring(work: () => Promise<void>): Promise<string[]> {
  const { store, target } = await callsDuring(story, work)
  return [
    ...store.filter((name) => /^(Update|Create|Add|Assign)/.test(name)),
    ...target.flatMap((call) => {
      const [, method, doctype] = /^(PUT|POST) \/api\/resource\/([^/?]+)/.exec(call) ?? []
      return method === undefined ? [] : [`${method} ${doctype}`]
    }),
  ].toSorted()
}

async function pairs(): Promise<Pair[]> {
  const { shop, erp } = story
  const serial = shop.customers.list().length
  const made = [`V${serial + 1}`]
  for (const firstName of made)
    shop.customers.add({
      firstName,
      lastName: 'Lund',
      email: `${firstName}@example.com`,
      phone: `+46${7_000_000_00 + serial}${firstName.slice(1)}`,
    })
  const firm = `Firm-${serial}`
  const company = shop.companies.add({ name: firm })
  await cycle()
  const idOf = (name: string): string => {
    const [found] = erp.documents('Customer').filter((one) => one['customer_name'] === name)
    return String(found?.name)
  }
  return [
    ...made.map((name): Pair => ({
      kind: 'person',
      store: `gid://shopify/Customer/${shop.customers.find(`${name}@example.com`).id}`,
      target: idOf(`${name} Lund`),
    })),
    { kind: 'company', store: `gid://shopify/Company/${company.id}`, target: idOf(firm) },
  ]
}

interface Entry {
  readonly pair: Pair
  readonly field: EndField
  readonly owner: End
  readonly isBoth: boolean
}

interface Expected extends Entry {
  readonly value: unknown
  readonly lost: unknown
  readonly calls: readonly string[]
}

/** People change a field at some ends; what has to come of it. */
async function edited(entry: Entry, ends: readonly End[], next: () => number): Promise<Expected> {
  const { pair, field, owner, isBoth } = entry
  const before = { store: await field.read(story, pair, 'store'), target: await field.read(story, pair, 'target') }
  const after: Record<End, unknown> = { ...before }
  for (const end of ends) {
    if (field.rule === 'number' && end === 'target') continue
    let value: unknown = field.values(next())
    while (field.rule !== 'taxExempt' && (value === after.store || value === after.target)) value = field.values(next())
    if (value === after[end]) continue
    await field.edit(story, pair, end, value)
    after[end] = value
  }
  const other: End = owner === 'store' ? 'target' : 'store'
  const isOwn = after[owner] !== before[owner]
  const winner = isBoth && !isOwn && after[other] !== before[other] ? other : owner
  const loser: End = winner === 'store' ? 'target' : 'store'
  const value = after[winner]
  const isWritten = after[loser] !== value
  const isLost = isWritten && after[loser] !== before[loser] && after[loser] != null
  return {
    ...entry,
    value,
    lost: isLost ? after[loser] : undefined,
    calls: isWritten ? callsFor(entry, loser, after[loser]) : [],
  }
}

function callsFor({ pair, field }: Entry, end: End, had: unknown): string[] {
  const call = `${pair.store}: ${field.call[end] ?? ''}`
  // A catalogue that is left is told so too.
  if (field.rule === 'priceList' && end === 'store' && had != null) return [call, `${call} (left)`]
  // The customer shows copies of its contact's mailbox and number, and the name as a whole.
  const shows = end === 'target' && field.call.target === 'PUT Contact'
  return shows ? [call, `${pair.store}: PUT Customer`] : [call]
}

test.each(SEEDS)(
  'seed %i: writes on both sides at random: the owner has its value everywhere, nothing is written twice, every loser is logged',
  async (seed) => {
    const random = seededRandom(seed)
    const pick = <T>(options: readonly [T, ...T[]]): T => options[Math.floor(random() * options.length)] ?? options[0]
    const input = randomCustomerRules(pick)
    await story.configure({ rules: { customers: input } })
    const rules = customerRulesSchema.parse(input)
    const made = await pairs()
    const entries = made.flatMap((pair) =>
      (pair.kind === 'person' ? PERSON_FIELDS : COMPANY_FIELDS).map((field): Entry => {
        const rule = (pair.kind === 'person' ? rules.persons : rules.companies)[field.rule as 'name']
        return { pair, field, owner: rule.owner, isBoth: rule.direction === 'both' }
      }),
    )
    let serial = seed * 1_000
    const next = (): number => (serial += 1)
    for (let round = 0; round < ROUNDS; round += 1) {
      const expected: Expected[] = []
      for (const entry of entries) {
        // First each owner says something: one that never did empties nothing.
        const ends =
          round === 0 ? [entry.owner] : pick<readonly End[]>([[], ['store'], ['target'], ['store', 'target']])
        expected.push(await edited(entry, ends, next))
      }
      const logged = await losers()
      expect(await writesDuring(cycle), `writes of round ${round}`).toEqual(namesOf(expected))
      for (const { pair, field, value } of expected) {
        const at = `${pair.kind} ${field.rule} in round ${round}`
        expect([at, await field.read(story, pair, 'store')]).toEqual([at, value])
        expect([at, await field.read(story, pair, 'target')]).toEqual([at, value])
      }
      const lost = expected.filter((one) => one.lost !== undefined)
      const words = lost.map(({ field, lost: value }) => `${field.logged} ${String(value)}`).toSorted()
      expect((await losers()).slice(logged.length).toSorted()).toEqual(words)
      expect(await writesDuring(cycle), `a second cycle after round ${round}`).toEqual([])
    }
  },
  PATIENCE_MS,
)

/** Each call once for each account, whatever it carries. */
const namesOf = (expected: readonly Expected[]): string[] =>
  [...new Set(expected.flatMap(({ calls }) => calls))].map((call) => call.replace(/^.*: | \(left\)$/g, '')).toSorted()

/** Oldest first; the name as a whole follows its parts. */
async function losers(): Promise<string[]> {
  const { organizationId, integrationId } = story
  const all = await listAccountOverrides(story.running.bridge.pool, { organizationId, integrationId }, { limit: 1_000 })
  return all
    .toReversed()
    .filter(({ field, storeKey }) => field !== 'name' || storeKey.startsWith('company/'))
    .map(({ field, side, lost }) => `${field} ${String(inStoreWords(field, side, lost))}`)
}

function inStoreWords(field: string, side: string, lost: unknown): unknown {
  const words = field === 'paymentTerms' ? TERMS : field === 'priceList' ? LISTS : []
  return side === 'store' ? lost : (words.find(({ target }) => target === lost)?.store ?? lost)
}

/** A catalogue needs somebody who buys by it: another company. */
async function addCatalogue(title: string): Promise<void> {
  const other = story.shop.companies.add({ name: `Buyer by ${title}`, externalId: title.replaceAll(' ', '_') })
  const place = JSON.stringify(`gid://shopify/CompanyLocation/${other.locations[0]?.id ?? 0}`)
  await mutate(
    story,
    `catalogCreate(input: { title: ${JSON.stringify(title)}, status: ACTIVE, context: { companyLocationIds: [${place}] } })`,
  )
}
