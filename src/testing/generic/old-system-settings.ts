import { genericHttp } from '#connectors/generic-http/index'
import type { HttpSettings } from '#connectors/generic-http/settings'
import type { DocumentKind } from '#model/documents'
import { masterSettings, WEBHOOKS } from './master-settings.ts'

/** What the old system calls each kind. */
const COLLECTION: Readonly<Record<DocumentKind, string>> = {
  'sales-order': 'orders',
  invoice: 'invoices',
  'credit-note': 'credits',
  payment: 'receipts',
  'refund-payment': 'refunds',
  delivery: 'shipments',
  'delivery-return': 'arrivals',
  journal: 'journals',
}

const ENTRY = `{
  "ref": reference, "customer": customer, "currency": document.currency, "date": document.date, "follows": basedOn,
  "amount": document.amount,
  "tax": [document.taxes.{ "account": account, "amount": amount }],
  "line": [document.(rows | lines).{ "row": id, "item": item, "account": account, "quantity": quantity,
    "amount": $exists(net) ? net : amount }]
}`

/** A JSON path names the list directly; an XML answer has its root first. */
const at = (format: 'json' | 'xml', root: string, path: string): string =>
  format === 'json' ? path : `${root}.${path}`

const documentAnswer = {
  externalId: 'number',
  state: 'status = "void" ? "cancelled" : "issued"',
  total: 'total',
  taxTotal: 'tax',
  rowIds: '$merge(line.{ row: number })',
}

function documentSetting(kind: DocumentKind, format: 'json' | 'xml') {
  const collection = COLLECTION[kind]
  const goods = kind === 'delivery' || kind === 'delivery-return'
  const answer = goods
    ? { externalId: documentAnswer.externalId, state: documentAnswer.state, rowIds: documentAnswer.rowIds }
    : documentAnswer
  const rooted = (expression: string): string => (format === 'json' ? expression : `document.(${expression})`)
  const entry = ENTRY.replace('document.(rows | lines)', '$append(document.rows, document.lines)')
  const body = format === 'json' ? { json: entry } : { xml: `{ "entry": ${entry} }` }
  return {
    find: {
      path: `/${collection}`,
      query: { ref: '{{ reference }}' },
      none: none(format),
      items: at(format, 'list', 'document'),
      answer: { ...answer, reference: 'ref' },
    },
    create: {
      path: `/${collection}`,
      ...body,
      answer: Object.fromEntries(Object.entries(answer).map(([name, expression]) => [name, rooted(expression)])),
    },
    cancel: { method: 'POST', path: `/${collection}/{{ externalId }}/void` },
    search: {
      path: `/${collection}`,
      query: { from: '{{ from }}', to: '{{ to }}' },
      items: at(format, 'list', format === 'json' ? 'document' : '($exists(document) ? document : [])'),
      fields: {
        id: 'number',
        numbers: '[number, note]',
        total: 'total',
        taxTotal: 'tax',
        currency: 'currency',
        date: 'date',
        customer: 'customer',
        reference: 'ref',
        state: 'status = "void" ? "cancelled" : "issued"',
      },
    },
    adopt: {
      method: 'POST',
      path: `/${collection}/{{ externalId }}/ref`,
      ...(format === 'json' ? { json: '{ "ref": reference }' } : { xml: '{ "document": { "ref": reference } }' }),
    },
  }
}

type Format = 'json' | 'xml'

const none = (format: Format) => ({ where: `${at(format, 'list', 'count')} in [0, "0"]` })

const partiesSetting = (format: Format) => ({
  find: {
    path: '/customers',
    query: { key: '{{ $join(references, ",") }}' },
    none: none(format),
    items: at(format, 'list', 'customer'),
    externalId: 'number',
  },
  create: {
    path: '/customers',
    ...(format === 'json'
      ? { json: '{ "name": party.name, "key": references }' }
      : { xml: '{ "customer": { "name": party.name, "key": references } }' }),
    externalId: at(format, 'customer', 'number'),
  },
})

const failureRules = (format: Format) => {
  const problem = format === 'json' ? 'body' : 'body.problem'
  return [
    {
      status: '409',
      where: `${problem}.code = "duplicate"`,
      kind: 'conflict',
      code: 'REFERENCE_EXISTS',
      message: 'The old system has this reference already.',
    },
    {
      status: '422',
      where: `${problem}.code = "unknown_item"`,
      kind: 'rejected',
      code: 'ITEM_UNKNOWN',
      message: `The old system does not know the item {{ ${problem}.what }}.`,
      remedy: 'Make the item there, or correct the mapping of items, then retry.',
      subject: `item:{{ ${problem}.what }}`,
    },
  ]
}

const ORDER = `{
  "id": no, "name": name, "placedAt": placed, "updatedAt": changed, "closedAt": closed = "" ? null : closed,
  "currency": currency, "taxesIncluded": true,
  "customer": buyer.{ "id": id, "email": email, "firstName": first, "lastName": last },
  "lines": [position.{
    "id": pos, "sku": sku, "title": sku, "quantity": qty, "price": price,
    "taxes": [{ "title": "VAT", "rate": 25, "amount": vat }]
  }],
  "total": total, "tax": vat
}`

const ordersSetting = (format: Format) => ({
  changes: {
    path: '/sold',
    query: { since: '{{ since }}' },
    items: at(format, 'list', format === 'json' ? 'order' : '($exists(order) ? order : [])'),
    pages: { kind: 'page', parameter: 'page', size: { parameter: 'size', value: 50 } },
    key: 'no',
    name: 'name',
    updatedAt: 'changed',
    createdAt: 'placed',
  },
  get: { path: '/sold/{{ key }}', none: { status: [404] }, record: format === 'json' ? '$' : 'order' },
  findByName: {
    path: '/sold',
    query: { name: '{{ name }}' },
    none: none(format),
    key: at(format, 'list', 'order[0].no'),
  },
  order: ORDER,
})

const stockSetting = (format: Format) => ({
  places: { path: '/places', items: at(format, 'list', 'place'), id: 'id', name: 'name' },
  facts: {
    path: '/stock',
    items: at(format, 'list', format === 'json' ? 'level' : '($exists(level) ? level : [])'),
    item: 'sku',
    place: 'place',
    onHand: 'count',
    updatedAt: 'changed',
  },
})

const levelsSetting = (format: Format) => {
  const rows = '[rows.{ "sku": stockItem, "place": location, "count": available, "was": expected }]'
  return {
    locations: { path: '/places', items: at(format, 'list', 'place'), id: 'id', name: 'name' },
    items: {
      path: '/stock',
      items: at(format, 'list', format === 'json' ? 'level' : '($exists(level) ? level : [])'),
      stockItem: 'sku',
      sku: 'sku',
      location: 'place',
      available: 'count',
      updatedAt: 'changed',
    },
    set: {
      path: '/stock',
      ...(format === 'json' ? { json: `{ "row": ${rows} }` } : { xml: `{ "counts": { "row": ${rows} } }` }),
      compares: true,
      outcomes: at(format, 'counts', 'result'),
    },
  }
}

/** Settings for the stand-in of `sandboxes/old-system`, as a person would write them. */
export function oldSystemSettings(
  {
    url,
    key,
    listeners,
  }: { readonly url: string; readonly key: string; readonly listeners: { readonly secret: string } },
  { format = 'json', ...changes }: Readonly<Record<string, unknown>> & { readonly format?: Format } = {},
): HttpSettings {
  const kinds = Object.keys(COLLECTION) as DocumentKind[]
  return genericHttp.settings.parse({
    name: 'The old system',
    baseUrl: url,
    authentication: { kind: 'header', name: 'X-Key' },
    secret: key,
    format,
    uniqueReferences: true,
    whoAmI: { path: '/me', account: at(format, 'me', 'company') },
    documents: Object.fromEntries(kinds.map((kind) => [kind, documentSetting(kind, format)])),
    parties: partiesSetting(format),
    failures: failureRules(format),
    orders: ordersSetting(format),
    stock: stockSetting(format),
    levels: levelsSetting(format),
    ...masterSettings(format),
    webhookSecret: listeners.secret,
    webhooks: WEBHOOKS,
    ...changes,
  })
}
