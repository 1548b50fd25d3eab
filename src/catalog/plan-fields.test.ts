import { array, assert, boolean, constantFrom, property, record } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decimal } from '#lib/decimal'
import {
  type Field,
  isNothing,
  isSame,
  PRODUCT_FIELDS,
  productChanges,
  productValues,
  type Side,
  VARIANT_FIELDS,
  type Values,
} from './fields.ts'
import { type Common, confirmed, planFields } from './plan-fields.ts'
import { productRulesOf, type ProductRulesInput } from './rules.ts'

const ALL = new Set<string>([...PRODUCT_FIELDS, ...VARIANT_FIELDS])
const writable = { store: ALL, target: ALL }
const plan = (store: Values, target: Values, common: Common = {}, rules: ProductRulesInput = {}) =>
  planFields({ rules: productRulesOf(rules), store, target, common, writable })

describe('planFields', () => {
  test('equal values are not written, whatever their form', () => {
    const kg = { value: decimal('1.5'), unit: 'kg' } as const
    const g = { value: decimal('1500'), unit: 'g' } as const
    const made = plan({ weight: g, title: 'Mug ', barcode: '' }, { weight: kg, title: 'Mug', barcode: null })
    expect([made.toStore, made.toTarget, made.lost]).toEqual([{}, {}, []])
    expect(made.common.weight).toEqual({ store: g, target: kg })
  })

  test('scenario 30: both changed at once: the owner wins, and the other value is logged', () => {
    const common: Common = { sku: { store: 'A', target: 'A' }, title: { store: 'Mug', target: 'Mug' } }
    const made = plan({ sku: 'S', title: 'Cup' }, { sku: 'T', title: 'Becher' }, common)
    expect(made.toStore).toEqual({ sku: 'T' })
    expect(made.toTarget).toEqual({ title: 'Cup' })
    expect(made.lost).toEqual([
      { field: 'sku', side: 'store', lost: 'S', won: 'T' },
      { field: 'title', side: 'target', lost: 'Becher', won: 'Cup' },
    ])
  })

  test('what only the owner changed loses nothing', () => {
    const made = plan({ barcode: '1' }, { barcode: '2' }, { barcode: { store: '1', target: '1' } })
    expect([made.toStore, made.lost]).toEqual([{ barcode: '2' }, []])
  })

  test('a change on either side goes to the other where the rule says both', () => {
    const rules = { fields: { title: { direction: 'both' } } } as const
    const common: Common = { title: { store: 'Mug', target: 'Mug' } }
    expect(plan({ title: 'Mug' }, { title: 'Cup' }, common, rules).toStore).toEqual({ title: 'Cup' })
    expect(plan({ title: 'Cup' }, { title: 'Mug' }, common, rules).toTarget).toEqual({ title: 'Cup' })
  })

  test('a person may want to decide', () => {
    const rules = { fields: { barcode: { onConflict: 'hold' } } } as const
    const made = plan({ barcode: '1' }, { barcode: '2' }, { barcode: { store: '0', target: '0' } }, rules)
    expect([made.toStore, made.held]).toEqual([{}, [{ field: 'barcode', store: '1', target: '2' }]])
  })

  test('an owner that never said anything empties nothing', () => {
    expect(plan({ barcode: '4006381333931' }, { barcode: null })).toMatchObject({ toStore: {}, common: {} })
  })

  test('an owner that took its value back empties the other side', () => {
    expect(plan({ barcode: '1' }, { barcode: null }, { barcode: { store: '1', target: '1' } }).toStore).toEqual({
      barcode: null,
    })
  })

  test('fields that a side does not tell or cannot hold are left alone', () => {
    expect(plan({ vendor: 'Acme', handle: 'mug' }, {})).toMatchObject({ toStore: {}, toTarget: {} })
    const made = planFields({
      rules: productRulesOf(),
      store: { barcode: '1' },
      target: { barcode: '2' },
      common: {},
      writable: { store: new Set(), target: ALL },
    })
    expect([made.toStore, made.toTarget]).toEqual([{}, {}])
  })

  test('words of tax classes and units are translated; an unknown one is named and not moved', () => {
    const rules = { units: [{ store: 'piece', target: 'Nos' }] }
    expect(plan({ unit: 'piece' }, { unit: 'Nos' }, {}, rules)).toMatchObject({ toStore: {}, unknownWords: [] })
    expect(plan({ unit: 'piece' }, { unit: 'Box' }, {}, rules)).toMatchObject({
      toStore: {},
      unknownWords: [{ field: 'unit', side: 'target', word: 'Box' }],
    })
  })

  test('joined fields have each their own rule, and go by the name that the other side gives them', () => {
    const rules = productRulesOf({
      customFields: [
        { store: 'custom.material', target: 'custom_material' },
        { store: 'seo.title', target: 'custom_seo', owner: 'target' },
      ],
    })
    const store = productValues(
      { customFields: { 'custom.material': 'Steel', 'seo.title': 'Cup', other: 'x' } },
      rules,
      'store',
    )
    const target = productValues({ customFields: { custom_material: null, custom_seo: 'Mug' } }, rules, 'target')
    const made = planFields({ rules, store, target, common: {}, writable })
    expect(productChanges(made.toTarget, rules, 'target')).toEqual({ customFields: { custom_material: 'Steel' } })
    expect(productChanges(made.toStore, rules, 'store')).toEqual({ customFields: { 'seo.title': 'Mug' } })
    expect(made.lost).toEqual([{ field: 'customFields.seo.title', side: 'store', lost: 'Cup', won: 'Mug' }])
    const again = planFields({
      rules,
      store: { ...store, ...made.toStore },
      target: { ...target, ...made.toTarget },
      common: made.common,
      writable,
    })
    expect([again.toStore, again.toTarget]).toEqual([{}, {}])
  })

  test('only the main picture counts, whatever number the store adds to its address', () => {
    const rules = { fields: { images: { direction: 'to-target' } } } as const
    const shown = (...urls: string[]) => ({ images: urls.map((url) => ({ url, alt: null })) })
    const same = plan(shown('https://cdn/a.png?v=2', 'https://cdn/b.png'), shown('https://cdn/a.png?v=1'), {}, rules)
    expect(same.toTarget).toEqual({})
    const other = plan(shown('https://cdn/b.png'), shown('https://cdn/a.png'), {}, rules)
    expect(other.toTarget).toEqual(shown('https://cdn/b.png'))
  })

  test('kinds of product go by their words where they have some', () => {
    const rules: ProductRulesInput = {
      fields: { productType: { direction: 'to-target' } },
      productTypes: [{ store: 'Cups', target: 'Drinkware' }],
    }
    expect(plan({ productType: 'Cups' }, { productType: 'Drinkware' }, {}, rules).toTarget).toEqual({})
    expect(plan({ productType: 'Plates' }, { productType: 'Drinkware' }, {}, rules).toTarget).toEqual({
      productType: 'Plates',
    })
  })

  test('a system that keeps a value in its own form is told twice, and then left alone', () => {
    const rules = productRulesOf()
    let common: Common = { title: { store: 'Mug', target: 'Mug' } }
    const writes: unknown[] = []
    let target = 'Mug'
    for (let cycle = 0; cycle < 5; cycle += 1) {
      const made = planFields({ rules, store: { title: 'Cup & Co' }, target: { title: target }, common, writable })
      if (made.toTarget.title !== undefined) {
        writes.push(made.toTarget.title)
        target = String(made.toTarget.title).replace('&', '&amp;')
      }
      expect(made.lost).toHaveLength(cycle === 1 ? 1 : 0)
      common = made.common
    }
    expect(writes).toEqual(['Cup & Co', 'Cup & Co'])
    // A person who changes it afterwards still loses to the owner.
    const made = planFields({ rules, store: { title: 'Cup & Co' }, target: { title: 'Tasse' }, common, writable })
    expect(made).toMatchObject({ toTarget: { title: 'Cup & Co' }, lost: [{ lost: 'Tasse' }] })
  })
})

test('a system that tells what it made of a value is not told again', () => {
  const rules = productRulesOf()
  const made = planFields({ rules, store: { title: 'Cup & Co' }, target: { title: 'Mug' }, common: {}, writable })
  const common = confirmed(made.common, 'target', { title: 'Cup &amp; Co', sku: 'A' })
  const again = planFields({ rules, store: { title: 'Cup & Co' }, target: { title: 'Cup &amp; Co' }, common, writable })
  expect([again.toTarget, again.lost]).toEqual([{}, []])
})

const FIELDS = [
  'sku',
  'barcode',
  'title',
  'vendor',
  'cost',
  'customFields.material',
] as const satisfies readonly Field[]
const edit = record({
  side: constantFrom<Side>('store', 'target'),
  field: constantFrom<(typeof FIELDS)[number]>(...FIELDS),
  value: constantFrom('a', 'b', 'c', 'd', null),
  sync: boolean(),
})
const ownership = record({
  owner: constantFrom<Side>('store', 'target'),
  direction: constantFrom('away' as const, 'both' as const),
})

test('writes on both sides over any matrix: the owner wins everywhere, every loser is logged, and nothing is written twice', () => {
  const matrix = record({
    sku: ownership,
    barcode: ownership,
    title: ownership,
    vendor: ownership,
    cost: ownership,
    'customFields.material': ownership,
  })
  assert(
    property(matrix, array(edit, { maxLength: 40 }), (fields, edits) => {
      const { 'customFields.material': joined, ...plain } = fields
      const rules = productRulesOf({ fields: plain, customFields: [{ store: 'material', target: 'stuff', ...joined }] })
      const sides = { store: {} as Record<string, unknown>, target: {} as Record<string, unknown> }
      for (const field of FIELDS) sides.store[field] = sides.target[field] = 'start'
      let common: Common = {}
      /** What both sides showed after the last cycle. */
      let settled = { store: { ...sides.store }, target: { ...sides.target } }
      const cycle = () => {
        const before = { store: { ...sides.store }, target: { ...sides.target } }
        const made = planFields({ rules, store: sides.store, target: sides.target, common, writable })
        Object.assign(sides.store, made.toStore)
        Object.assign(sides.target, made.toTarget)
        const written = Object.keys({ ...made.toStore, ...made.toTarget })
        for (const field of written)
          expect(isSame(field as Field, before.store[field], before.target[field])).toBe(false)
        common = confirmed(confirmed(made.common, 'store', sides.store), 'target', sides.target)
        return { made, before }
      }
      cycle()
      const check = () => {
        const { made, before } = cycle()
        for (const field of FIELDS) {
          const { owner, direction } = fields[field]
          const other: Side = owner === 'store' ? 'target' : 'store'
          expect(isSame(field, sides.store[field], sides.target[field])).toBe(true)
          const ownerWins = direction === 'away' || !isSame(field, before[owner][field], settled[owner][field])
          expect(!ownerWins || isSame(field, sides[other][field], before[owner][field])).toBe(true)
          // A value that is gone from where it stood has given way: then it is in the log.
          for (const side of ['store', 'target'] as const) {
            const wasNew = !isSame(field, before[side][field], settled[side][field])
            const isGone = wasNew && !isSame(field, sides[side][field], before[side][field])
            const mustBeLogged = isGone && !isNothing(before[side][field])
            const isLogged = made.lost.some(
              (entry) => entry.field === field && entry.side === side && entry.lost === before[side][field],
            )
            expect(isLogged).toBe(mustBeLogged)
          }
        }
        const again = planFields({ rules, store: sides.store, target: sides.target, common, writable })
        expect([again.toStore, again.toTarget, again.lost]).toEqual([{}, {}, []])
        settled = { store: { ...sides.store }, target: { ...sides.target } }
      }
      for (const { side, field, value, sync } of edits) {
        sides[side][field] = value
        if (sync) check()
      }
      check()
    }),
    { numRuns: 300 },
  )
})
