import { afterAll, beforeAll, expect, test } from 'vitest'
import { listTransfers } from '#database/transfers'
import { beginOdoo, type OdooSide } from '#testing/odoo-side'
import { type CoreOptions, startStoryOf, type StoryOf } from '#testing/story-core'
import { addCustomer, askShop, changeCustomer, factOf } from './accounts-kit.ts'
import { PATIENCE_MS } from './books.ts'

const FLOWS = ['products', 'price-lists', 'customers'] as const
const RULES: NonNullable<CoreOptions['rules']> = {
  products: {
    create: { store: 'draft', target: 'item' },
    fields: { barcode: { owner: 'store' } },
  },
  'price-lists': { feeds: [{ list: 'Web', compareAt: 'regular' }] },
  customers: {
    create: { store: 'companies', target: 'persons' },
    companies: { contacts: { direction: 'both' } },
  },
}

let story: StoryOf<OdooSide>

beforeAll(async () => {
  story = await startStoryOf({ flows: FLOWS, rules: RULES }, () => beginOdoo({ version: 19 }))
  make('product.pricelist', { name: 'Web', currency_id: 18 })
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

type Values = Readonly<Record<string, unknown>>
const odoo = () => story.erp.sandbox
const make = (model: string, values: Values): number => (odoo().call(model, 'create', [[values]]) as number[])[0] ?? 0
const change = (model: string, id: number, values: Values): unknown => odoo().call(model, 'write', [[id], values])
const records = (model: string, ...domain: readonly unknown[][]): readonly Values[] => odoo().records(model, domain)
const item = (code: string): Values => records('product.product', ['default_code', '=', code])[0] ?? {}
const customer = (name: string): readonly Values[] =>
  records('res.partner', ['name', '=', name], ['parent_id', '=', false])

/** Until both sides hold it: a change in the very second of a look is found by the next one. */
async function until(flow: (typeof FLOWS)[number], isSo: () => boolean | Promise<boolean>): Promise<void> {
  const { clock } = story.running.bridge
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await clock.sleep(50)) {
    await story.sweep(flow)
    await story.settled()
    if (await isSo()) return
  }
  throw new Error(`not in step: ${JSON.stringify(await waiting(flow))} ${String(isSo)}`)
}

const waiting = async (flow: (typeof FLOWS)[number]) =>
  (await listTransfers(story.running.bridge.queries, story.organizationId, { flow, state: 'attention' })).map(
    ({ recordName, causeCode, causeMessage }) => [recordName, causeCode, causeMessage],
  )

test(
  'a product of the shop becomes an article with variants, later ones join it, and each field goes its owner’s way',
  async () => {
    const shirt = story.shop.products.addProduct({
      title: 'Shirt',
      options: ['Size'],
      variants: ['S', 'M'].map((size) => ({ sku: `SHIRT-${size}`, price: '20', values: [size] })),
    })
    await until('products', () => item('SHIRT-M')['id'] !== undefined)
    story.shop.products.addVariant(shirt.id, { sku: 'SHIRT-L', price: '20', values: ['L'] })
    await until('products', () => item('SHIRT-L')['id'] !== undefined)
    const [article] = item('SHIRT-L')['product_tmpl_id'] as [number, string]
    expect(records('product.product', ['product_tmpl_id', '=', article])).toHaveLength(3)
    story.shop.products.updateVariant('SHIRT-S', { barcode: '4006381333931' })
    change('product.product', Number(item('SHIRT-M')['id']), { weight: 0.4, default_code: 'SHIRT-MM' })
    await until('products', () => item('SHIRT-S')['barcode'] === '4006381333931')
    await until('products', () => shirt.variants.some((variant) => variant.item.sku === 'SHIRT-MM'))
    expect(story.shop.products.variant('SHIRT-MM').item.weight).toEqual({ value: 0.4, unit: 'KILOGRAMS' })
    story.shop.products.update(shirt.id, { title: 'Linen shirt' })
    await until('products', () => records('product.template', ['name', '=', 'Linen shirt']).length === 1)
    expect(await waiting('products')).toEqual([])
    // Nothing is left to be told, and nothing is told twice.
    const before = records('product.template', ['id', '=', article])[0]?.['write_date']
    await story.sweep('products')
    await story.settled()
    expect(records('product.template', ['id', '=', article])[0]?.['write_date']).toBe(before)
  },
  PATIENCE_MS,
)

test(
  'an article becomes a draft of the shop, once, and a price comes from its list, with dates and percentages',
  async () => {
    const { shop } = story
    const vase = make('product.product', {
      name: 'Vase',
      default_code: 'VASE',
      list_price: 100,
      hs_code: '691310',
      categ_id: 1,
    })
    const [web] = records('product.pricelist', ['name', '=', 'Web'])
    const onWeb = {
      pricelist_id: web?.['id'],
      applied_on: '0_product_variant',
      product_id: vase,
      compute_price: 'fixed',
    }
    make('product.pricelist.item', { ...onWeb, fixed_price: 80 })
    await until('products', () => shop.products.list().some(({ title }) => title === 'Vase'))
    expect(shop.products.variant('VASE').product.status).toBe('DRAFT')
    const shown = () => [shop.products.variant('VASE').price, shop.products.variant('VASE').compareAtPrice]
    await until('price-lists', () => shown()[0] === '80')
    const day = (days: number): string =>
      new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19).replace('T', ' ')
    make('product.pricelist.item', { ...onWeb, fixed_price: 60, date_start: day(-2), date_end: day(2) })
    await until('price-lists', () => shown()[0] === '60')
    expect(shown()).toEqual(['60', '80'])
    make('product.pricelist.item', {
      pricelist_id: web?.['id'],
      applied_on: '3_global',
      compute_price: 'percentage',
      percent_price: 10,
    })
    shop.products.addProduct({ title: 'Mug', variants: [{ sku: 'MUG', price: '1' }] })
    await until('products', () => item('MUG')['id'] !== undefined)
    change('product.product', Number(item('MUG')['id']), { lst_price: 50 })
    await until('price-lists', () => shop.products.variant('MUG').price === '45')
    expect(await waiting('price-lists')).toEqual([])
    // And the other way, into the article itself.
    const feeds = [{ list: 'Sales Price', direction: 'to-target' as const }]
    await story.configure({ flows: FLOWS, rules: { ...RULES, 'price-lists': { feeds } } })
    shop.products.updateVariant('VASE', { price: '72.50' })
    await until('price-lists', () => item('VASE')['lst_price'] === 72.5)
    await story.configure({ flows: FLOWS, rules: RULES })
  },
  PATIENCE_MS,
)

test(
  'a person of the shop becomes a customer, whose orders find it; near-equal phones and equal names are no match',
  async () => {
    const { shop } = story
    const stranger = make('res.partner', { name: 'Max Muster', phone: '+49 170 555', customer_rank: 1 })
    const buyer = {
      email: 'Max@Example.com',
      firstName: 'Max',
      lastName: 'Muster',
      phone: '+49170555',
      addresses: [{ address1: 'Weg 1', city: 'Berlin', zip: '10115', countryCode: 'DE' }],
    }
    const id = await addCustomer(story.shop, buyer)
    await until('customers', () => customer('Max Muster').length === 2)
    const [made] = customer('Max Muster').filter((one) => one['id'] !== stranger)
    expect(made).toMatchObject({ email: 'max@example.com', street: 'Weg 1', city: 'Berlin', is_company: false })
    expect(records('res.partner', ['id', '=', stranger])[0]?.['email']).toBe(false)
    const order = shop.place({
      lines: [{ sku: 'VASE', title: 'Vase', price: '10', quantity: 1 }],
      customer: { email: 'max@example.com' },
    })
    await story.settled()
    expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
    expect(records('sale.order')[0]?.['partner_id']).toEqual([made?.['id'], expect.any(String)])

    // Each owner wins: the shop its name and mailbox, the books their VAT number and terms.
    await changeCustomer(story.shop, id, { email: 'max.new@example.com' })
    change('res.partner', Number(made?.['id']), { vat: 'DE123456789', name: 'Somebody Else' })
    const now = () => records('res.partner', ['id', '=', made?.['id']])[0]
    await until('customers', () => now()?.['email'] === 'max.new@example.com' && now()?.['name'] === 'Max Muster')
    expect(now()).toMatchObject({ vat: 'DE123456789' })
    expect(await factOf(story.shop, id, 'vat_number')).toBe('DE123456789')
    expect(await waiting('customers')).toEqual([])
  },
  PATIENCE_MS,
)

test(
  'a company of Odoo becomes one of the shop with its contacts, and those of the shop become contacts in Odoo',
  async () => {
    const company = make('res.partner', {
      name: 'Nordwind AG',
      is_company: true,
      customer_rank: 1,
      vat: 'DE999999999',
      ref: 'C-77',
      email: 'einkauf@nordwind.example',
      street: 'Hafen 1',
      city: 'Hamburg',
      country_id: 57,
    })
    make('res.partner', { parent_id: company, name: 'Eva Ek', email: 'eva@nordwind.example' })
    const shown = () =>
      ask(
        `{ companies(first: 1, query: "external_id:'C-77'") { nodes { id name
      contacts(first: 9) { nodes { customer { defaultEmailAddress { emailAddress } } } }
      locations(first: 2) { nodes { shippingAddress { address1 city } taxSettings { taxRegistrationId } } } } } }`,
        'companies.nodes.0',
      ) as Promise<Firm | undefined>
    await until('customers', async () => (await shown())?.contacts.nodes.length === 2)
    const mailboxes = async () =>
      (await shown())?.contacts.nodes.map((one) => one.customer.defaultEmailAddress.emailAddress).toSorted()
    expect(await mailboxes()).toEqual(['einkauf@nordwind.example', 'eva@nordwind.example'])
    expect((await shown())?.locations.nodes).toEqual([
      { shippingAddress: { address1: 'Hafen 1', city: 'Hamburg' }, taxSettings: { taxRegistrationId: 'DE999999999' } },
    ])
    const add =
      'mutation($id: ID!, $input: CompanyContactInput!) { companyContactCreate(companyId: $id, input: $input) { userErrors { message } } }'
    await ask(add, 'companyContactCreate', {
      id: (await shown())?.id,
      input: { email: 'ola@nordwind.example', firstName: 'Ola' },
    })
    const contacts = () => records('res.partner', ['parent_id', '=', company]).map((one) => one['email'])
    change('res.partner', company, { vat: 'DE111111111' })
    await until('customers', () => contacts().length === 2)
    expect(contacts()).toEqual(['eva@nordwind.example', 'ola@nordwind.example'])
    await until('customers', async () => JSON.stringify(await shown()).includes('DE111111111'))
    expect(await waiting('customers')).toEqual([])
  },
  PATIENCE_MS,
)

interface Firm {
  readonly id: string
  readonly contacts: {
    readonly nodes: readonly {
      readonly customer: { readonly defaultEmailAddress: { readonly emailAddress: string } }
    }[]
  }
  readonly locations: { readonly nodes: readonly object[] }
}

const ask = (query: string, path: string, variables: object = {}): Promise<unknown> =>
  askShop(story.shop, query, variables, path)
