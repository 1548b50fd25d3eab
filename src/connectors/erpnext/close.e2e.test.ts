import { expect, test } from 'vitest'
import { openBooks } from './erpnext.test-kit.ts'
import { sampleGoods, sampleSale } from '#testing/sample-documents'
import { documents } from './write.ts'

/** An order of three with its invoice. */
async function invoiced() {
  const books = await openBooks()
  await books.write(sampleSale([{ quantity: '3', net: '120' }]))
  const invoice = { kind: 'invoice', reference: 'shop:invoice:1', basedOn: 'shop:order:1' } as const
  await books.write(sampleSale([{ quantity: '3', net: '120' }], [], invoice))
  const order = books.named['shop:order:1']?.externalId ?? ''
  return {
    ...books,
    close: () => documents.close?.(books.context, 'sales-order', order),
    status: () => books.stored('Sales Order', 'shop:order:1')?.['status'],
    reserved: () =>
      books.site
        .documents('Bin')
        .filter((bin) => bin['item_code'] === 'TSHIRT-1')
        .reduce((sum, bin) => sum + Number(bin['reserved_qty']), 0),
  }
}

const goods = sampleGoods([{ quantity: '1', net: '40' }], { reference: 'shop:delivery:1', basedOn: 'shop:order:1' })

test('a closed order reserves nothing, and closing it again does nothing', async () => {
  await using books = await invoiced()
  await books.write(goods)
  expect(books.reserved()).toBe(2)
  await books.close()
  expect([books.reserved(), books.status()]).toEqual([0, 'Closed'])
  const before = books.context.calls.length
  await books.close()
  expect(books.context.calls.length - before).toBe(1)
  // Nothing can follow it, as the planner knows.
  await expect(books.write({ ...goods, reference: 'shop:delivery:2' })).rejects.toMatchObject({ code: 'ORDER_CLOSED' })
})

test('what stands on a closed order is cancelled, and the order stays closed; then it is cancelled, too', async () => {
  await using books = await invoiced()
  await books.write(goods)
  await books.close()
  for (const reference of ['shop:delivery:1', 'shop:invoice:1']) {
    await books.cancel(reference)
    expect([reference, books.reserved(), books.status()]).toEqual([reference, 0, 'Closed'])
  }
  await books.cancel('shop:order:1')
  expect([books.reserved(), books.status()]).toEqual([0, 'Cancelled'])
  await books.close()
  expect(books.status()).toBe('Cancelled')
})
