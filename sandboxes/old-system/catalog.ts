import { type Answer, listed, listIn, problem, textIn } from './answers.ts'

/** What the old system keeps of an article; texts, and `''` for none. */
export interface Article {
  readonly code: string
  name: string
  text: string
  ean: string
  cost: string
  kg: string
  vat: string
  off: 'yes' | 'no'
  /** Ours, unique. */
  ref: string
  readonly created: string
  changed: string
  /** Forms in which it is sold; none = as it is. */
  readonly form: Form[]
}

interface Form {
  readonly code: string
  ean: string
  readonly colour: string
  readonly size: string
}

export interface PriceRow {
  readonly list: string
  readonly item: string
  amount: string
  readonly currency: string
  readonly from: string
  readonly to: string
  readonly min: string
  changed: string
}

/** Articles and prices. */
export interface Catalog {
  readonly articles: Map<string, Article>
  readonly prices: PriceRow[]
  /** Keeps an article, new or changed. */
  put(article: Partial<Article> & { readonly code: string }): Article
  /** Sets the ordinary price of an article. */
  price(list: string, item: string, amount: string, more?: Partial<PriceRow>): void
  answer(part: string, id: string | undefined, query: URLSearchParams): Answer | null
  /** `null` = such things cannot be told here. */
  take(part: string, id: string | undefined, body: Readonly<Record<string, unknown>>): Answer | null
}

const LISTS = [
  { id: 'RETAIL', name: 'Retail', currency: 'EUR' },
  { id: 'TRADE', name: 'Trade', currency: 'EUR' },
]

const stampNow = (): string => new Date().toISOString()

/** `tell`: hears of every change. */
export function openCatalog(tell: (event: string, key: string) => void): Catalog {
  const articles: Catalog['articles'] = new Map()
  const prices: PriceRow[] = []
  const holding = (code: string): Article | undefined =>
    articles.get(code) ?? [...articles.values()].find(({ form }) => form.some((one) => one.code === code))
  const put: Catalog['put'] = (given) => {
    const at = stampNow()
    const blank = { name: given.code, text: '', ean: '', cost: '', kg: '', vat: '', off: 'no', ref: '' } as const
    const known = articles.get(given.code) ?? { ...blank, created: at, form: [] }
    const article: Article = { ...known, changed: at, ...given }
    articles.set(article.code, article)
    tell('item', article.code)
    return article
  }
  const price: Catalog['price'] = (list, item, amount, more = {}) => {
    const row = { list, item, amount, currency: 'EUR', from: '', to: '', min: '1', changed: stampNow(), ...more }
    const at = prices.findIndex(
      (one) => one.list === list && one.item === item && one.from === row.from && one.min === row.min,
    )
    prices.splice(at === -1 ? prices.length : at, at === -1 ? 0 : 1, row)
    tell('price', item)
  }
  return {
    articles,
    prices,
    put,
    price,
    answer(part, id, query) {
      if (part === 'pricelists') return { status: 200, name: 'list', body: { pricelist: LISTS } }
      if (part === 'prices') return pricesOf(prices, query)
      if (part !== 'items') return null
      if (id === undefined) return listed('item', found([...articles.values()], query), query)
      const article = holding(id)
      return article === undefined ? problem(404, 'no_such_item', id) : { status: 200, name: 'item', body: article }
    },
    take(part, id, body) {
      if (part === 'prices') return setPrices({ articles, price, prices }, body)
      if (part !== 'items') return null
      if (id !== undefined) return changed({ holding, put }, id, body)
      return made({ articles, put }, body)
    },
  }
}

function found(articles: readonly Article[], query: URLSearchParams): readonly Article[] {
  const [sku, ref, name] = [query.get('sku'), query.get('ref'), query.get('name')]
  if (sku !== null) return articles.filter(({ code, form }) => code === sku || form.some((one) => one.code === sku))
  if (ref !== null) return articles.filter((one) => one.ref === ref)
  return name === null ? articles : articles.filter((one) => one.name === name)
}

function pricesOf(prices: readonly PriceRow[], query: URLSearchParams): Answer {
  const lists = query.get('lists')?.split(',') ?? []
  const items = query.get('items')?.split(',') ?? []
  const hits = prices.filter(
    ({ list, item }) =>
      (lists.join('') === '' || lists.includes(list)) && (items.join('') === '' || items.includes(item)),
  )
  return listed('price', hits, query)
}

function made({ articles, put }: Pick<Catalog, 'articles' | 'put'>, body: Readonly<Record<string, unknown>>): Answer {
  const [code, ref] = [textIn(body['code']), textIn(body['ref']) ?? '']
  if (code === null) return problem(400, 'invalid')
  if (ref !== '' && [...articles.values()].some((one) => one.ref === ref)) return problem(409, 'duplicate', ref)
  if (articles.has(code)) return problem(409, 'code_taken', code)
  return { status: 201, name: 'item', body: put({ ...textsIn(body), code, ref }) }
}

const FIELDS = ['name', 'text', 'ean', 'cost', 'kg', 'vat', 'off', 'ref'] as const

const textsIn = (body: Readonly<Record<string, unknown>>): Partial<Article> =>
  Object.fromEntries(FIELDS.filter((name) => name in body).map((name) => [name, textIn(body[name]) ?? '']))

function changed(
  { holding, put }: { holding(code: string): Article | undefined; put: Catalog['put'] },
  id: string,
  body: Readonly<Record<string, unknown>>,
): Answer {
  const article = holding(id)
  if (article === undefined) return problem(404, 'no_such_item', id)
  const ean = textIn(body['ean']) ?? ''
  if (ean !== '' && !/^\d{8,14}$/.test(ean)) return problem(422, 'no_ean', ean)
  const form = article.form.find(({ code }) => code === id)
  if (form === undefined) return { status: 200, name: 'item', body: put({ ...textsIn(body), code: article.code }) }
  if ('ean' in body) form.ean = ean
  return { status: 200, name: 'item', body: put({ code: article.code }) }
}

function setPrices(
  { articles, price, prices }: Pick<Catalog, 'articles' | 'price' | 'prices'>,
  body: Readonly<Record<string, unknown>>,
): Answer {
  const list = textIn(body['list']) ?? ''
  const known = (item: string): boolean =>
    [...articles.values()].some(({ code, form }) => code === item || form.some((one) => one.code === item))
  const set = (listIn(body['set']) as Record<string, unknown>[]).map((row) => {
    const item = String(row['item'])
    if (!known(item)) return 'gone'
    if (String(row['amount']).startsWith('-')) return 'nobody is paid for buying'
    price(list, item, String(row['amount']))
    return 'written'
  })
  const removed = listIn(body['remove']).map((item) => {
    const at = prices.findIndex((one) => one.list === list && one.item === item)
    if (at !== -1) prices.splice(at, 1)
    return 'written'
  })
  return { status: 200, name: 'prices', body: { result: [...set, ...removed] } }
}
