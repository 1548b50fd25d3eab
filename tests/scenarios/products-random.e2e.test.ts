import { afterAll, beforeAll, expect, test } from 'vitest'
import { startStory, type Story } from '#testing/story'
import { PATIENCE_MS } from './books.ts'
import { callsDuring, losers, quiet, writesOf } from './products-kit.ts'

const ROUNDS = 12
const SKUS = ['ONE', 'TWO', 'THREE']

let story: Story

beforeAll(async () => {
  story = await startStory({ flows: ['products'] })
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

const item = (code: string) => story.erp.documents('Item').find((entry) => entry['name'] === code)
const barcodeOf = (code: string) =>
  (item(code)?.['barcodes'] as { barcode: string }[] | undefined)?.[0]?.barcode ?? null

interface Edit {
  readonly sku: string
  readonly side: 'store' | 'target'
  readonly field: 'barcode' | 'title'
  readonly value: string
}

function apply({ sku, side, field, value }: Edit): void {
  if (side === 'target') {
    story.erp.items.update(sku, field === 'title' ? { item_name: value } : { barcodes: [{ barcode: value }] })
  } else if (field === 'title') story.shop.products.update(sku, { title: value })
  else story.shop.products.updateVariant(sku, { barcode: value })
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
        field: pick(['barcode', 'title']),
        value: `V${(serial += 1)}`,
      }))
      const owners = SKUS.map((sku) => ({
        sku,
        barcode:
          edits.findLast((edit) => edit.sku === sku && edit.side === 'target' && edit.field === 'barcode')?.value ??
          barcodeOf(sku),
        title:
          edits.findLast((edit) => edit.sku === sku && edit.side === 'store' && edit.field === 'title')?.value ??
          story.shop.products.variant(sku).product.title,
      }))
      const calls = await callsDuring(story, () => edits.forEach(apply))
      for (const { sku, barcode, title } of owners) {
        const variant = story.shop.products.variant(sku)
        expect([variant.product.title, item(sku)?.['item_name']]).toEqual([title, title])
        expect(barcodeOf(sku)).toBe(barcode)
        // A value that the owner never had is not known to be wrong.
        expect(barcode === null || variant.barcode === barcode).toBe(true)
      }
      const writes = writesOf(calls)
      const touched = new Set(edits.map(({ sku, field }) => `${sku} ${field}`)).size
      expect(writes.store.length + writes.target.length).toBeLessThanOrEqual(touched * 2)
      expect(await callsDuring(story, () => {})).toEqual({ store: [], target: [] })
      // What the side that does not own the field wrote last is on record, wherever it had to give way.
      const log = (await losers(story)).slice(before)
      const lost = edits.filter(
        (edit, index) =>
          edit.side === (edit.field === 'title' ? 'target' : 'store') &&
          !edits
            .slice(index + 1)
            .some((later) => later.sku === edit.sku && later.side === edit.side && later.field === edit.field) &&
          (edit.field === 'title' || barcodeOf(edit.sku) !== null),
      )
      for (const { value } of lost) expect(log.map((entry) => entry.lost)).toContain(value)
    }
  },
  PATIENCE_MS,
)
