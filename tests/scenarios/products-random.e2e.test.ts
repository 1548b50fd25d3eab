import { afterAll, beforeAll, expect, test } from 'vitest'
import { startStory, type Story } from '#testing/story'
import { PATIENCE_MS } from './books.ts'
import { callsDuring, losers, quiet, writesOf } from './products-kit.ts'

const ROUNDS = 12
const SKUS = ['ONE', 'TWO', 'THREE']

let story: Story

beforeAll(async () => {
  story = await startStory({
    flows: ['products'],
    shopSettings: { metafields: { 'custom.material': 'single_line_text_field' } },
    erpSettings: { itemFields: ['custom_material', 'custom_seo'], costField: 'valuation' },
    rules: {
      products: {
        fields: { vendor: { direction: 'away' }, cost: { owner: 'store' } },
        customFields: [
          { store: 'custom.material', target: 'custom_material' },
          { store: 'seo.title', target: 'custom_seo', owner: 'target' },
        ],
      },
    },
  })
  for (const fieldname of ['custom_material', 'custom_seo']) {
    const field = { dt: 'Item', fieldname, label: fieldname, fieldtype: 'Data', insert_after: 'brand' }
    story.erp.insert({ doctype: 'Custom Field', ...field })
  }
  for (const sku of SKUS) {
    story.erp.items.add({ code: sku, name: sku })
    story.shop.products.addProduct({ title: sku, variants: [{ sku, price: '10' }] })
  }
  await quiet(story)
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

/** Numbers that look random and are the same in every run. */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (state * 48_271) % 2_147_483_647
    return state % sides
  }
}

const item = (code: string): Readonly<Record<string, unknown>> =>
  story.erp.documents('Item').find((entry) => entry['name'] === code) ?? {}
const variant = (sku: string) => story.shop.products.variant(sku)
const textOf = (value: unknown): string | null =>
  value === undefined || value === null || value === '' || value === 0 ? null : String(value)

interface MovedField {
  readonly owner: 'store' | 'target'
  readonly store: (sku: string) => string | null
  readonly target: (sku: string) => string | null
  readonly inStore: (sku: string, value: string) => unknown
  readonly inTarget: (sku: string, value: string) => unknown
}

/** A field of an item that holds one text, with its counterpart in the store. */
const field = (
  name: string,
  owner: MovedField['owner'],
  store: MovedField['store'],
  inStore: MovedField['inStore'],
): MovedField => ({
  owner,
  store,
  inStore,
  target: (sku) => textOf(item(sku)[name]),
  inTarget: (sku, value) => story.erp.items.update(sku, { [name]: value }),
})

const FIELDS: readonly [MovedField, ...MovedField[]] = [
  {
    owner: 'target',
    store: (sku) => variant(sku).barcode,
    target: (sku) => (item(sku)['barcodes'] as { barcode: string }[] | undefined)?.[0]?.barcode ?? null,
    inStore: (sku, barcode) => story.shop.products.updateVariant(sku, { barcode }),
    inTarget: (sku, barcode) => story.erp.items.update(sku, { barcodes: [{ barcode }] }),
  },
  field(
    'item_name',
    'store',
    (sku) => variant(sku).product.title,
    (sku, title) => story.shop.products.update(sku, { title }),
  ),
  field(
    'brand',
    'store',
    (sku) => variant(sku).product.vendor,
    (sku, vendor) => story.shop.products.update(sku, { vendor }),
  ),
  field(
    'valuation_rate',
    'store',
    (sku) => textOf(variant(sku).item.unitCost),
    (sku, cost) => story.shop.products.updateVariant(sku, { cost }),
  ),
  field(
    'custom_material',
    'store',
    (sku) => variant(sku).product.metafields.find(({ key }) => key === 'material')?.value ?? null,
    (sku, value) => story.shop.products.update(sku, { metafields: { 'custom.material': value } }),
  ),
  field(
    'custom_seo',
    'target',
    (sku) => variant(sku).product.seo.title,
    (sku, title) => story.shop.products.update(sku, { seo: { title, description: null } }),
  ),
]

interface Edit {
  readonly sku: string
  readonly side: 'store' | 'target'
  readonly field: MovedField
  readonly value: string
}

function apply({ sku, side, field: moved, value }: Edit): void {
  if (side === 'target') moved.inTarget(sku, value)
  else moved.inStore(sku, value)
}

test(
  'writes on both sides at random: the owner has its value everywhere, nothing is written twice, every loser is logged',
  async () => {
    const roll = dice(20_261_121)
    const pick = <T>(options: readonly [T, ...T[]]): T => options[roll(options.length)] ?? options[0]
    let serial = 0
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = (await losers(story)).length
      const edits = Array.from({ length: 1 + roll(5) }, (): Edit => ({
        sku: SKUS[roll(SKUS.length)] ?? 'ONE',
        side: pick(['store', 'target']),
        field: pick(FIELDS),
        // A cost is a number.
        value: String(100 + (serial += 1)),
      }))
      const last = (sku: string, moved: MovedField, side: Edit['side']): string | undefined =>
        edits.findLast((edit) => edit.sku === sku && edit.field === moved && edit.side === side)?.value
      const owned = SKUS.flatMap((sku) =>
        FIELDS.map((moved) => ({ sku, moved, value: last(sku, moved, moved.owner) ?? moved[moved.owner](sku) })),
      )
      const calls = await callsDuring(story, () => edits.forEach(apply))
      for (const { sku, moved, value } of owned) expect(moved[moved.owner](sku)).toBe(value)
      // A value that the owner never had is not known to be wrong.
      const said = owned.filter(({ value }) => value !== null)
      for (const { sku, moved, value } of said) expect([moved.store(sku), moved.target(sku)]).toEqual([value, value])
      const writes = writesOf(calls)
      const touched = new Set(edits.map((edit) => `${edit.sku} ${FIELDS.indexOf(edit.field)}`)).size
      expect(writes.store.length + writes.target.length).toBeLessThanOrEqual(touched * 2)
      expect(await callsDuring(story, () => {})).toEqual({ store: [], target: [] })
      // What the side that does not own the field wrote last is on record, wherever it had to give way.
      const log = (await losers(story)).slice(before)
      const lost = said.flatMap(
        ({ sku, moved }) => last(sku, moved, moved.owner === 'store' ? 'target' : 'store') ?? [],
      )
      expect(log.map((entry) => String(entry.lost))).toEqual(expect.arrayContaining(lost))
    }
  },
  PATIENCE_MS,
)
