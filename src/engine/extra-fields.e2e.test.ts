import { expect, test } from 'vitest'
import { ACME_MAPPINGS, startStory } from '#testing/story'
import { why } from './why.ts'

const VAT = { title: 'VAT', rate: '0.25' }

test('fields that expressions fill reach ERPNext, are explained, and never hold back a figure', async () => {
  const fields = [
    { document: '*' as const, field: 'custom_gift_note', expression: 'record.note' },
    { document: 'invoice' as const, field: 'po_no', expression: '"Web " & record.name' },
    {
      document: ['sales-order' as const, 'invoice' as const],
      on: 'rows' as const,
      field: 'custom_label',
      expression: '$uppercase(line.title)',
    },
  ]
  await using story = await startStory({ mappings: { ...ACME_MAPPINGS, fields } })
  for (const [dt, fieldname] of [
    ['Sales Order', 'custom_gift_note'],
    ['Sales Invoice', 'custom_gift_note'],
    ['Payment Entry', 'custom_gift_note'],
    ['Sales Order Item', 'custom_label'],
    ['Sales Invoice Item', 'custom_label'],
  ] as const) {
    story.erp.insert({ doctype: 'Custom Field', dt, fieldname, fieldtype: 'Data', label: fieldname })
  }
  const lines = [{ sku: 'MUG-1', title: 'Mug', quantity: 2, price: '20.00', taxRates: [VAT] }]
  const payments = [{ gateway: 'shopify_payments' }]
  const order = story.shop.place({ lines, payments, note: 'For Ann' })
  await story.settled()
  const { links, transfer } = await story.story(order.name)
  expect(transfer.state).toBe('synced')
  const invoice = story.erp.documents('Sales Invoice').at(-1) as Record<string, unknown>
  expect(invoice).toMatchObject({ custom_gift_note: 'For Ann', po_no: `Web ${order.name}` })
  expect(invoice['items']).toMatchObject([{ custom_label: 'MUG' }])
  const link = links.find(({ kind }) => kind === 'invoice')
  const answer = await why(story.running.bridge.pool, {
    organizationId: story.organizationId,
    document: link?.externalId ?? '',
  })
  expect(answer.differing).toEqual([])
  expect(answer.fields).toMatchObject([
    {
      field: 'custom_gift_note',
      value: 'For Ann',
      reads: ['record.note'],
      life: { since: { by: 'eva' }, until: null },
    },
    { field: 'po_no', value: `Web ${order.name}`, reads: ['record.name'] },
    { field: 'custom_label', on: expect.stringMatching(/^line:/), value: 'MUG', reads: ['line.title'] },
  ])

  // One that cannot be worked out stops the order, and names the place; what is written already stays as it is.
  const broken = [{ document: 'invoice' as const, field: 'po_no', expression: '$plus(record.note, 1)' }]
  await story.configure({ mappings: { ...ACME_MAPPINGS, fields: broken } })
  const second = story.shop.place({ lines, payments, note: 'twelve' })
  await story.settled()
  const held = await story.transfer(second.name)
  expect(held).toMatchObject({ causeCode: 'FIELD_EXPRESSION_FAILED', causeSubject: 'field:po_no' })
  expect(held.causeMessage).toContain('at character 6')
  expect(story.erp.documents('Sales Invoice')).toHaveLength(1)

  // A field that the site does not have is taken without a word by ERPNext, and told by us.
  const unknown = [{ document: 'invoice' as const, field: 'custom_missing', expression: 'record.name' }]
  await story.configure({ mappings: { ...ACME_MAPPINGS, fields: unknown } })
  await story.settled()
  expect(await story.transfer(second.name)).toMatchObject({
    causeCode: 'FIELD_NOT_TAKEN',
    causeSubject: 'field:custom_missing',
  })
  await story.configure({ mappings: ACME_MAPPINGS })
  await story.settled()
  expect((await story.transfer(second.name)).state).toBe('synced')
  expect(story.erp.documents('Sales Invoice')).toHaveLength(2)
}, 180_000)
