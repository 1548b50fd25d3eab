/** How the stand-in's own records are read and written, in JSON or XML. Shared by tests of the connector and of the whole. */

type Format = 'json' | 'xml'

const at = (format: Format, root: string, path: string): string => (format === 'json' ? path : `${root}.${path}`)

/** A list of answers: XML leaves out what is empty. */
const items = (format: Format, name: string): string =>
  format === 'json' ? name : `list.($exists(${name}) ? ${name} : [])`

const pages = { kind: 'page', parameter: 'page', size: { parameter: 'size', value: 50 } }
const since = { since: '{{ since }}' }
const body = (format: Format, root: string, json: string): object =>
  format === 'json' ? { json } : { xml: `{ "${root}": ${json} }` }

const changes = (format: Format, path: string, name: string, key: string) => ({
  path,
  query: since,
  items: items(format, name),
  pages,
  key,
  name: key,
  updatedAt: 'changed',
})

const one = (format: Format, path: string, root: string) => ({
  path: `${path}/{{ key }}`,
  none: { status: [404] },
  record: format === 'json' ? '$' : root,
})

export const productsSetting = (format: Format) => ({
  changes: changes(format, '/items', 'item', 'code'),
  get: one(format, '/items', 'item'),
  all: { path: '/items', items: items(format, 'item'), pages },
  bySku: { path: '/items', query: { sku: '{{ sku }}' }, items: items(format, 'item') },
  fields: {
    id: 'code',
    title: 'name',
    updatedAt: 'changed',
    createdAt: 'created',
    description: 'text',
    status: 'off = "yes" ? "archived" : "active"',
  },
  variants: {
    items: '$exists(form.code) ? form : [$]',
    fields: {
      id: 'code',
      sku: 'code',
      barcode: 'ean',
      optionValues: '$exists(colour) ? { "Colour": colour, "Size": size }',
      cost: 'cost',
      weight: 'kg',
      taxClass: 'vat',
      tracked: 'true',
      reference: 'ref',
    },
  },
  customFields: { shelf: 'text' },
  write: {
    fields: { product: ['title', 'description', 'status'], variant: ['barcode', 'cost', 'weight', 'reference'] },
    find: {
      path: '/items',
      query: { ref: '{{ reference }}' },
      items: items(format, 'item'),
      id: 'code',
      reference: 'ref',
    },
    create: {
      path: '/items',
      ...body(
        format,
        'item',
        '{ "code": variant.sku, "name": product.title, "text": product.description, "ean": variant.barcode, "kg": variant.weight.value, "ref": reference }',
      ),
      id: at(format, 'item', 'code'),
    },
    update: {
      path: '/items/{{ externalId }}',
      ...body(
        format,
        'item',
        'changes.$merge([{ "name": title, "text": description, "off": $exists(status) ? (status = "active" ? "no" : "yes"), "cost": cost, "kg": weight.value, "ref": reference }, $exists(barcode) ? { "ean": barcode }])',
      ),
    },
  },
})

export const pricesSetting = (format: Format) => ({
  lists: {
    path: '/pricelists',
    items: at(format, 'list', 'pricelist'),
    fields: { id: 'id', name: 'name', currency: 'currency' },
  },
  prices: {
    path: '/prices',
    query: {
      lists: '{{ $join(lists, ",") }}',
      items: '{{ $exists(items) and items != null ? $join(items, ",") : "" }}',
    },
    items: items(format, 'price'),
    pages,
    fields: {
      list: 'list',
      item: 'item',
      amount: 'amount',
      currency: 'currency',
      validFrom: 'from',
      validUntil: 'to',
      minimumQuantity: 'min',
      updatedAt: 'changed',
    },
  },
  changes: {
    path: '/prices',
    query: { ...since, lists: '{{ $join(lists, ",") }}' },
    items: items(format, 'price'),
    pages,
    item: 'item',
    updatedAt: 'changed',
  },
  write: {
    path: '/prices',
    ...body(format, 'prices', '{ "list": list, "set": [set.{ "item": item, "amount": amount }], "remove": [remove] }'),
    outcomes: at(format, 'prices', 'result'),
  },
})

export const shipmentsSetting = (format: Format) => ({
  changes: changes(format, '/deliveries', 'delivery', 'no'),
  get: one(format, '/deliveries', 'delivery'),
  fields: {
    id: 'no',
    shippedAt: 'sent',
    updatedAt: 'changed',
    state: '$lookup({ "packed": "draft", "sent": "issued", "void": "cancelled" }, status)',
    carrier: 'carrier',
    trackingNumber: 'track',
  },
  lines: {
    items: 'line',
    fields: { id: 'pos', item: 'sku', quantity: 'qty', place: 'place', orderId: 'order', orderRowId: 'row' },
  },
})

export const accountsSetting = (format: Format) => ({
  changes: changes(format, '/people', 'person', 'no'),
  get: one(format, '/people', 'person'),
  fields: {
    id: 'no',
    kind: 'kind = "C" ? "company" : "person"',
    updatedAt: 'changed',
    name: 'name',
    email: 'mail',
    phone: 'phone',
    vatNumber: 'vat',
    paymentTerms: 'terms',
  },
  addresses: {
    items: 'address',
    fields: { id: 'id', line1: 'street', postalCode: 'zip', city: 'town', countryCode: 'land' },
  },
  find: {
    path: '/people',
    query: { ref: '{{ reference }}', mail: '{{ email }}', vat: '{{ vatNumber }}' },
    items: items(format, 'person'),
    key: 'no',
    reference: 'ref',
  },
  write: {
    fields: ['name', 'email', 'phone', 'vatNumber', 'paymentTerms', 'addresses'],
    create: {
      path: '/people',
      ...body(
        format,
        'person',
        '{ "kind": account.kind = "company" ? "C" : "P", "name": account.name, "mail": account.email, "vat": account.vatNumber, "ref": reference }',
      ),
      id: at(format, 'person', 'no'),
    },
    update: {
      path: '/people/{{ externalId }}',
      ...body(
        format,
        'person',
        'changes.$merge([{ "name": name, "mail": email, "phone": phone, "vat": vatNumber, "terms": paymentTerms }, $exists(addresses) ? { "address": [addresses.address.{ "street": line1, "zip": postalCode, "town": city, "land": countryCode }] }])',
      ),
    },
  },
})

/** What the stand-in tells by itself: signed, with its topic and id in headers. */
export const WEBHOOKS = {
  signature: { header: 'X-Signature', prefix: 'sha256=' },
  topic: { header: 'X-Event' },
  id: { header: 'X-Event-Id' },
  topics: {
    item: { record: 'product', key: 'data.id' },
    price: { record: 'price', key: 'data.id' },
    stock: { record: 'stock', key: 'data.id' },
    delivery: { record: 'shipment', key: 'data.id', updatedAt: 'data.at' },
    person: { record: 'account', key: 'data.id' },
    order: { record: 'order', key: 'data.id', updatedAt: 'data.at' },
  },
  register: { path: '/listeners', json: '{ "url": url }' },
}

/** All that the stand-in can be asked and told of its own records. */
export const masterSettings = (format: Format) => ({
  products: productsSetting(format),
  prices: pricesSetting(format),
  shipments: shipmentsSetting(format),
  accounts: accountsSetting(format),
})
