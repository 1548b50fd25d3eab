import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Account } from '#model/account'
import type { Address } from '#model/address'
import { ACCOUNT_FIELDS } from './accounts-fields.ts'
import { accountFor, type AccountCommon, mayCreate, planAccount } from './accounts-plan.ts'
import { type CustomerRulesInput, customerRulesSchema } from './accounts-rules.ts'

const ALL = new Set<string>([...ACCOUNT_FIELDS, 'contacts'])
const writable = { store: ALL, target: ALL }
const rulesOf = (input: CustomerRulesInput = {}) => customerRulesSchema.parse(input)

const address = (line1: string): Address => ({
  firstName: null,
  lastName: null,
  company: null,
  line1,
  line2: null,
  postalCode: '10115',
  city: 'Berlin',
  province: null,
  countryCode: 'DE',
  phone: null,
})
const account = (more: Partial<Account> = {}): Account => ({
  externalId: '1',
  kind: 'person',
  updatedAt: '2026-01-01T00:00:00Z',
  createdAt: null,
  name: 'Ann Example',
  addresses: [],
  ...more,
})
const at = (line1: string, isDefault = false) => ({ externalId: line1, address: address(line1), isDefault })
const plan = (
  store: Partial<Account>,
  target: Partial<Account>,
  common: AccountCommon = {},
  rules: CustomerRulesInput = {},
) => planAccount({ rules: rulesOf(rules), store: account(store), target: account(target), common, writable })

describe('planAccount', () => {
  test('scenario 30: both changed at once: the owner of each field wins, and the other value is logged', () => {
    const common = { email: { store: 'a@x.de', target: 'a@x.de' }, vatNumber: { store: 'DE1', target: 'DE1' } }
    const made = plan({ email: 's@x.de', vatNumber: 'DE2' }, { email: 't@x.de', vatNumber: 'DE3' }, common)
    expect(made.toTarget).toEqual({ email: 's@x.de' })
    expect(made.toStore).toEqual({ vatNumber: 'DE3' })
    expect(made.lost).toEqual([
      { field: 'email', side: 'target', lost: 't@x.de', won: 's@x.de' },
      { field: 'vatNumber', side: 'store', lost: 'DE2', won: 'DE3' },
    ])
  })

  test('scenario 47: other spellings are no changes', () => {
    const made = plan(
      {
        email: 'Ann@X.de ',
        phone: '+49 170 1',
        vatNumber: 'DE 123',
        taxExempt: false,
        addresses: [at('Main  Street 1')],
      },
      { email: 'ann@x.de', phone: '0049 (170) 1', vatNumber: 'de123', addresses: [at('main street 1')] },
    )
    expect([made.toStore, made.toTarget]).toEqual([{}, {}])
  })

  test('the company data of a company comes from the target', () => {
    const common = { name: { store: 'Acme', target: 'Acme' } }
    const made = planAccount({
      rules: rulesOf(),
      store: account({ kind: 'company', name: 'Acme Ltd' }),
      target: account({ kind: 'company', name: 'Acme GmbH' }),
      common,
      writable,
    })
    expect(made.toStore).toEqual({ name: 'Acme GmbH' })
    expect(made.lost).toMatchObject([{ field: 'name', lost: 'Acme Ltd' }])
  })

  test('addresses are added and never taken away', () => {
    const both = plan({ addresses: [at('A'), at('B')] }, { addresses: [at('A')] })
    expect(both.toTarget.addresses).toMatchObject([{ address: { line1: 'B' } }])
    const less = plan({ addresses: [at('A')] }, { addresses: [at('A'), at('B')] })
    expect(less.toTarget).toEqual({})
  })

  test('contacts and further places of a company are added where a rule says so, each once, and nobody is remembered', () => {
    const contact = (email: string | null) => ({
      externalId: `${email}`,
      email,
      firstName: 'A',
      lastName: null,
      phone: null,
    })
    const sides = [
      { kind: 'company', contacts: [contact('A@x.de'), contact('s@x.de')], addresses: [at('Main', true), at('Shop')] },
      {
        kind: 'company',
        contacts: ['a@x.de', 'e@x.de', 'E@x.de', null].map(contact),
        addresses: [at('Main', true), at('Yard')],
      },
    ] as const
    expect(plan(...sides)).toMatchObject({ toStore: {}, toTarget: {}, contacts: { store: [], target: [] } })
    const away = { companies: { contacts: { direction: 'away' }, locations: { direction: 'away' } } } as const
    const made = plan(...sides, {}, away)
    expect(made.contacts).toMatchObject({ store: [{ email: 'e@x.de' }], target: [] })
    expect([made.toStore, made.toTarget]).toMatchObject([{ locations: [{ address: { line1: 'Yard' } }] }, {}])
    const both = plan(...sides, {}, { companies: { contacts: { direction: 'both' } } })
    expect(both.contacts).toMatchObject({ store: [{ email: 'e@x.de' }], target: [{ email: 's@x.de' }] })
    expect(JSON.stringify([both.common, made.common])).not.toContain('x.de')
    const persons = plan(
      { contacts: [contact('p@x.de')] },
      { contacts: [] },
      {},
      { companies: { contacts: { direction: 'both' } } },
    )
    expect(persons.contacts).toEqual({ store: [], target: [] })
  })

  test('of a company the main address alone moves: its others are places of their own in a store', () => {
    const firm = (addresses: Account['addresses']) => account({ kind: 'company', addresses })
    const planned = (store: Account, target: Account) =>
      planAccount({ rules: rulesOf(), store, target, common: {}, writable })
    const made = planned(firm([at('Depot')]), firm([at('Hall'), at('Office', true)]))
    expect(made.toStore.addresses).toMatchObject([{ address: { line1: 'Office' } }])
    expect(planned(firm([at('Office'), at('Depot')]), firm([at('Hall'), at('Office', true)])).toStore).toEqual({})
  })

  test('a store gets the parts of a person’s name where the target has them, else the whole', () => {
    const persons = {
      name: { owner: 'target' },
      firstName: { owner: 'target' },
      lastName: { owner: 'target' },
    } as const
    const store = { name: 'Ann Berg', firstName: 'Ann', lastName: 'Berg' }
    const parts = plan(store, { name: 'Lund, Ann', firstName: 'Ann', lastName: 'Lund' }, {}, { persons })
    expect(parts.toStore).toEqual({ lastName: 'Lund' })
    const whole = plan(store, { name: 'Ann Lund', firstName: null, lastName: null }, {}, { persons })
    expect(whole.toStore).toEqual({ name: 'Ann Lund' })
  })

  test('terms move in the words of each side; words without a counterpart are named', () => {
    const rules = { paymentTerms: [{ store: 'Net 30', target: '30 Tage' }] }
    expect(plan({ paymentTerms: null }, { paymentTerms: '30 Tage' }, {}, rules).toStore).toEqual({
      paymentTerms: 'Net 30',
    })
    expect(plan({ paymentTerms: null }, { paymentTerms: '60 Tage' }, {}, rules)).toMatchObject({
      toStore: {},
      unknownWords: [{ field: 'paymentTerms', side: 'target', word: '60 Tage' }],
    })
  })
})

test('who may be made where', () => {
  const rules = rulesOf({ create: { store: 'companies', target: 'all' } })
  expect([mayCreate(rules, 'company', 'store'), mayCreate(rules, 'person', 'store')]).toEqual([true, false])
  expect([mayCreate(rules, 'company', 'target'), mayCreate(rules, 'person', 'target')]).toEqual([true, true])
  expect(mayCreate(rulesOf(), 'person', 'store')).toBe(false)
  const words = rulesOf({ priceLists: [{ store: 'c1', target: 'B2B' }] })
  expect(accountFor(words, account({ priceList: 'B2B', paymentTerms: 'strange' }), 'target')).toMatchObject({
    name: 'Ann Example',
    priceList: 'c1',
    paymentTerms: null,
  })
})

const value = fc.constantFrom(null, 'a', 'b', 'c')
const FIELDS = ['name', 'email', 'vatNumber', 'number', 'note'] as const
const side = fc.record(Object.fromEntries(FIELDS.map((name) => [name, value])))
const matrix = fc.record(
  Object.fromEntries(
    FIELDS.map((name) => [
      name,
      fc.record({ owner: fc.constantFrom('store', 'target'), direction: fc.constantFrom('away', 'both', 'none') }),
    ]),
  ),
)

test('random writes on both sides: the owner’s value everywhere after one cycle, no extra write, every loser logged', () => {
  fc.assert(
    fc.property(side, side, fc.array(fc.tuple(side, side), { maxLength: 4 }), matrix, (s0, t0, edits, persons) => {
      const rules: CustomerRulesInput = { persons }
      let [store, target, common] = [{ ...s0 }, { ...t0 }, {} as AccountCommon]
      for (const [s, t] of [[s0, t0], ...edits]) {
        const [before, after] = [
          { store, target },
          { store: { ...store, ...s }, target: { ...target, ...t } },
        ]
        const made = plan(after.store as Partial<Account>, after.target as Partial<Account>, common, rules)
        store = { ...after.store, ...(made.toStore as typeof store) }
        target = { ...after.target, ...(made.toTarget as typeof target) }
        common = made.common
        for (const { field, lost, won } of made.lost)
          expect([field, lost === null, lost === won]).toEqual([field, false, false])
        const again = plan(store as Partial<Account>, target as Partial<Account>, common, rules)
        expect([again.toStore, again.toTarget, again.lost]).toEqual([{}, {}, []])
        const wrong = FIELDS.filter((name) => {
          const rule = persons[name] as { owner: 'store' | 'target'; direction: string }
          const owned = after[rule.owner][name]
          const isChanged = owned !== before[rule.owner][name]
          return (
            rule.direction === 'away' &&
            isChanged &&
            owned !== null &&
            (store[name] !== owned || target[name] !== owned)
          )
        })
        expect(wrong).toEqual([])
      }
    }),
    { numRuns: 300 },
  )
})
