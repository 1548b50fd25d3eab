import { expect, test } from 'vitest'
import type { PreflightValue } from '#api/preflight'
import { NOTHING, withChosen } from './map-entries.ts'

const EMPTY = { taxes: [], payments: [], shipping: [], locations: [], items: [], ledgers: [], roles: {}, fields: [] }
const value = (subject: string, table: string, values: Record<string, unknown>): PreflightValue => ({
  kind: 'tax',
  subject,
  label: subject,
  state: 'missing',
  orders: 1,
  money: [],
  example: '#1',
  message: null,
  remedy: null,
  entry: { table, values },
  suggestions: [],
})

test('what was chosen becomes entries; what was not stays out, whatever was suggested', () => {
  const values = [
    {
      ...value('tax:SE:25', 'taxes', { country: 'SE', rate: '25' }),
      suggestions: [{ value: 'A', label: 'A', why: '' }],
    },
    value('tax:NO:none', 'taxes', { country: 'NO', rate: 'none' }),
    value('payment:card', 'payments', { gateway: 'card' }),
    value('role:tip', 'roles', { role: 'tip' }),
  ]
  const known = { ...EMPTY, payments: [{ gateway: '*', mode: 'Cash' }] }
  expect(withChosen(known, values, { 'tax:SE:25': '' })).toEqual(known)
  expect(
    withChosen(known, values, {
      'tax:SE:25': 'VAT',
      'tax:NO:none': NOTHING,
      'payment:card': 'Card',
      'role:tip': 'TIP',
    }),
  ).toEqual({
    ...EMPTY,
    taxes: [
      { country: 'SE', rate: '25', account: 'VAT' },
      { country: 'NO', rate: 'none', account: null },
    ],
    payments: [
      { gateway: '*', mode: 'Cash' },
      { gateway: 'card', mode: 'Card' },
    ],
    roles: { tip: { item: 'TIP' } },
  })
})
