import { expect, test } from 'vitest'
import type { RuleField } from '#api/rule-form'
import { describeRules } from './describe-rules.ts'

test('every policy and rule is described for a form, with its words of help', async () => {
  const { policies, rules } = await describeRules(new Map())
  const at = (list: readonly RuleField[], ...names: string[]): RuleField | undefined => {
    const [name, ...rest] = names
    const found = list.find((field) => field.name === name)
    return rest.length === 0 ? found : at(found?.fields ?? [], ...rest)
  }
  expect(at(policies, 'documents')).toMatchObject({
    kind: 'choice',
    options: ['order', 'invoice', 'order-and-invoice'],
    usual: 'order',
    help: expect.stringContaining('sales documents'),
  })
  expect(at(policies, 'rounding', 'maximum')).toMatchObject({ kind: 'text' })
  expect(at(policies, 'skip', 'tags')).toMatchObject({ kind: 'words', usual: [] })
  expect(at(policies, 'dueDays')).toMatchObject({ kind: 'number', mayBeEmpty: true })
  expect(at(policies, 'goLiveOn')).toMatchObject({ kind: 'date', mayBeEmpty: true })
  expect(at(policies, 'payouts', 'matches')).toMatchObject({ kind: 'rows', fields: [{ name: 'transaction' }, {}] })
  expect(at(rules, 'products', 'fields', 'barcode')).toMatchObject({ kind: 'ownership', usual: { owner: 'target' } })
  expect(at(rules, 'reconciliation', 'areas')).toMatchObject({ kind: 'choices' })
  expect(at(rules, 'fulfillments', 'carriers')).toMatchObject({ kind: 'rows' })
  expect(at(rules, 'inventory', 'locations')).toMatchObject({ kind: 'json' })
})
