import { type Decimal, decimal } from '#lib/decimal'
import { fixed } from './money.ts'
import { isTrue, listOf, type Values } from './params.ts'
import { ALL_METHODS, created, idOf, links, PAGE_RULES, paged, type Route, urlOf } from './route.ts'
import { nextId, type Shop, type TaxRate } from './state.ts'
import { WpError } from './wp-error.ts'

const PATH = '/wc/v3/taxes'

const show = (shop: Shop, rate: TaxRate) => ({
  id: rate.id,
  country: rate.country,
  state: rate.state,
  postcode: rate.postcodes.at(-1) ?? '',
  city: rate.cities.at(-1) ?? '',
  rate: rate.rate,
  name: rate.name,
  priority: rate.priority,
  compound: rate.compound,
  shipping: rate.shipping,
  order: rate.order,
  class: rate.class,
  postcodes: rate.postcodes,
  cities: rate.cities,
  ...links(shop, `${PATH}/${rate.id}`, ALL_METHODS),
})

function rateOf(shop: Shop, id: number, status = 404): TaxRate {
  const rate = shop.rates.get(id)
  if (rate === undefined) throw new WpError(status, 'woocommerce_rest_invalid_id', 'Invalid resource ID.')
  return rate
}

export function createRate(shop: Shop, given: Values): TaxRate {
  const rate: TaxRate = {
    id: nextId(shop, 'rate'),
    country: '',
    state: '',
    postcodes: [],
    cities: [],
    rate: '0.0000',
    name: 'Tax',
    priority: 1,
    compound: false,
    shipping: true,
    order: 0,
    class: 'standard',
  }
  shop.rates.set(rate.id, rate)
  return write(rate, given)
}

function write(rate: TaxRate, given: Values): TaxRate {
  if (given['country'] !== undefined) rate.country = String(given['country']).toUpperCase()
  if (given['state'] !== undefined) rate.state = String(given['state'])
  if (given['rate'] !== undefined) rate.rate = fixed(decimal(String(given['rate'])) as Decimal, 4)
  if (given['name'] !== undefined) rate.name = String(given['name'])
  if (given['priority'] !== undefined) rate.priority = Number(given['priority'])
  if (given['order'] !== undefined) rate.order = Number(given['order'])
  if (given['compound'] !== undefined) rate.compound = isTrue(given['compound'])
  if (given['shipping'] !== undefined) rate.shipping = isTrue(given['shipping'])
  if (given['class'] !== undefined) rate.class = String(given['class'])
  if (given['postcodes'] !== undefined) rate.postcodes = listOf(given['postcodes'])
  if (given['cities'] !== undefined) rate.cities = listOf(given['cities'])
  return rate
}

const showClass = (shop: Shop, slug: string, name: string) => ({
  slug,
  name,
  _links: { collection: [{ href: urlOf(shop, `${PATH}/classes`) }] },
})

export const TAX_ROUTES: readonly Route[] = [
  {
    access: 'list',
    pattern: `${PATH}/classes`,
    handle: ({ shop }) => {
      const all = [['standard', 'Standard rate'] as const, ...[...shop.taxClasses].filter(([slug]) => slug !== '')]
      const body = all.map(([slug, name]) => showClass(shop, slug, name))
      return { body, headers: { 'x-wp-total': String(all.length), 'x-wp-totalpages': '1' } }
    },
  },
  {
    access: 'create',
    pattern: `${PATH}/classes`,
    required: ['name'],
    handle: ({ shop, values }) => {
      const name = String(values['name'])
      const slug = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
      if (shop.taxClasses.has(slug))
        throw new WpError(400, 'woocommerce_rest_tax_class_exists', 'Tax class already exists')
      shop.taxClasses.set(slug, name)
      return created(urlOf(shop, `${PATH}/classes/${slug}`), showClass(shop, slug, name))
    },
  },
  {
    access: 'delete',
    pattern: `${PATH}/classes/:slug*`,
    handle: ({ shop, path }) => {
      const slug = path['slug'] ?? ''
      const name = shop.taxClasses.get(slug)
      if (name === undefined) throw new WpError(400, 'woocommerce_rest_tax_class_invalid_slug', 'Invalid slug.')
      shop.taxClasses.delete(slug)
      return { body: showClass(shop, slug, name) }
    },
  },
  {
    access: 'view',
    pattern: `${PATH}/classes/:slug*`,
    handle: ({ shop, path }) => {
      const slug = path['slug'] ?? ''
      const name = slug === 'standard' ? 'Standard rate' : shop.taxClasses.get(slug)
      if (name === undefined) throw new WpError(400, 'woocommerce_rest_tax_class_invalid_slug', 'Invalid slug.')
      return { body: [showClass(shop, slug, name)] }
    },
  },
  {
    access: 'list',
    pattern: PATH,
    rules: PAGE_RULES,
    handle: (call) => {
      const wanted = call.query['class']
      const all = [...call.shop.rates.values()].filter((one) => wanted === undefined || one.class === wanted)
      return paged(call, all, (one) => show(call.shop, one))
    },
  },
  {
    access: 'create',
    pattern: PATH,
    handle: (call) => {
      const rate = createRate(call.shop, call.body)
      return created(urlOf(call.shop, `${PATH}/${rate.id}`), show(call.shop, rate))
    },
  },
  {
    access: 'view',
    pattern: `${PATH}/:id`,
    handle: (call) => ({ body: show(call.shop, rateOf(call.shop, idOf(call))) }),
  },
  {
    access: 'edit',
    pattern: `${PATH}/:id`,
    handle: (call) => ({ body: show(call.shop, write(rateOf(call.shop, idOf(call), 400), call.body)) }),
  },
  {
    access: 'delete',
    pattern: `${PATH}/:id`,
    handle: (call) => {
      const rate = rateOf(call.shop, idOf(call))
      call.shop.rates.delete(rate.id)
      return { body: show(call.shop, rate) }
    },
  },
]
