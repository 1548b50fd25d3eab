import { expect, test } from 'vitest'
import { evaluated } from '#books/explain'
import { ACME_MAPPINGS, type Story, startStory } from '#testing/story'
import { why, type Why } from './why.ts'

const VAT = { title: 'VAT', rate: '0.25' }

const ask = (story: Story, document: string): Promise<Why> =>
  why(story.running.bridge.pool, { organizationId: story.organizationId, document })

const documentOf = async (story: Story, orderName: string, kind: string) => {
  const { links } = await story.story(orderName)
  const link = links.find((one) => one.kind === kind)
  if (link === undefined) throw new Error(`${orderName} has no ${kind}`)
  return link
}

const figure = (answer: Why, id: string) => {
  const found = answer.figures.find((one) => one.figure === id || `${one.row}/${one.name}` === id || one.name === id)
  if (found === undefined) throw new Error(`no figure ${id} among ${answer.figures.map((one) => one.figure).join(' ')}`)
  return found
}

test('every number on what ERPNext holds is explained from the order, under the rules of then, with who changed them', async () => {
  const roles = { ...ACME_MAPPINGS.roles, discount: { item: 'DISCOUNT' } }
  await using story = await startStory({ policies: { discounts: 'line' }, mappings: { roles } })
  const order = story.shop.place({
    lines: [
      {
        sku: 'MUG-1',
        title: 'Mug',
        quantity: 3,
        price: '20.00',
        discounts: [{ name: 'SPRING', amount: '6.00' }],
        taxRates: [VAT],
      },
      { sku: 'CUP-1', title: 'Cup', quantity: 1, price: '9.99', taxRates: [VAT] },
    ],
    shipping: [{ title: 'Standard', price: '4.90', taxRates: [VAT] }],
    payments: [{ gateway: 'shopify_payments' }],
  })
  await story.settled()
  const { links } = await story.story(order.name)
  expect(links.map((link) => link.kind)).toEqual(expect.arrayContaining(['sales-order', 'invoice', 'payment']))
  for (const link of links) {
    const answer = await ask(story, link.externalId)
    expect(answer.differing).toEqual([])
    expect(answer.figures.length).toBeGreaterThan(1)
    expect(evaluated(answer)).toEqual(new Map(answer.figures.map(({ figure: id, value }) => [id, value])))
    // By our reference as by the number that the ERP shows.
    expect(await ask(story, link.reference)).toEqual(answer)
  }

  const invoice = await documentOf(story, order.name, 'invoice')
  const erpInvoice = story.erp.documents('Sales Invoice').find((one) => one['name'] === invoice.externalId)
  const answer = await ask(story, invoice.externalId)
  expect(Number(figure(answer, 'total').value)).toBe(erpInvoice?.['grand_total'])
  expect(answer.rules.map((rule) => rule.path)).toContain('documents')
  const [line] = answer.figures.filter((one) => one.name === 'gross')
  expect(line?.parts.map((part) => part.source)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^order\.lines\[\d+\]\.unitPrice\.shop$/)]),
  )
  expect(line?.rules.map((rule) => rule.path)).toContain('discounts')
  const tax = answer.figures.find((one) => one.row === null && one.name === 'tax')
  expect(tax?.mapping).toMatchObject([
    { field: 'account', value: 'VAT 25% - AC', entry: { table: 'taxes', content: { country: '*', rate: '25' } } },
  ])
  expect(tax?.mapping[0]?.life).toMatchObject({ since: { by: 'eva', with: 'tillbridge.yaml' }, until: null })

  const payment = await ask(story, (await documentOf(story, order.name, 'payment')).externalId)
  expect(figure(payment, 'amount')).toMatchObject({
    parts: [{ source: expect.stringMatching(/^order\.payments\[\d+\]\.amount\.shop$/) }],
    mapping: expect.arrayContaining([
      expect.objectContaining({
        field: 'mode',
        value: 'Credit Card',
        entry: expect.objectContaining({ table: 'payments' }),
      }),
    ]),
  })

  // Somebody changes the table and a policy: what was written is explained as it was, and who changed it is named.
  await story.configure(
    {
      policies: { discounts: 'price' },
      mappings: {
        roles,
        taxes: (ACME_MAPPINGS.taxes ?? []).map((entry) =>
          entry.rate === '25' ? { ...entry, account: 'VAT 20% - AC' } : entry,
        ),
      },
    },
    { by: 'olaf', with: 'new-year.yaml' },
  )
  const later = await ask(story, invoice.externalId)
  expect(later.figures.map(({ figure: id, value }) => [id, value])).toEqual(
    answer.figures.map(({ figure: id, value }) => [id, value]),
  )
  const laterTax = later.figures.find((one) => one.row === null && one.name === 'tax')
  expect(laterTax?.mapping[0]).toMatchObject({
    value: 'VAT 25% - AC',
    today: 'VAT 20% - AC',
    life: { since: { by: 'eva' }, until: { by: 'olaf', with: 'new-year.yaml' } },
  })
  expect(
    later.figures.find((one) => one.name === 'gross')?.rules.find((rule) => rule.path === 'discounts'),
  ).toMatchObject({
    value: 'line',
    life: { until: { by: 'olaf' } },
  })
}, 60_000)
