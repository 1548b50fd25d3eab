import { createServer } from 'node:http'

/**
 * An ERP that takes five milliseconds for everything and costs next to nothing, so that what is measured is Tillbridge. It speaks
 * just enough of ERPNext's language: it adds up what it is sent and answers the document. Runs in a process of its own.
 */
const answerAfterMs = Number(process.argv[2] ?? '5')
const orders = new Map<string, number>()
let calls = 0
let documents = 0

interface Row {
  readonly qty: number | string
  readonly rate: number | string
}
interface Tax {
  readonly tax_amount?: number | string
  readonly description?: string
}
interface Body {
  readonly doctype?: string
  readonly tillbridge_ref?: string
  readonly items?: readonly Row[]
  readonly taxes?: readonly Tax[]
  readonly paid_amount?: number | string
}

const round = (value: number): number => Math.round(value * 100) / 100

function created(doctype: string, body: Body): unknown {
  documents += 1
  if (body.tillbridge_ref !== undefined) orders.set(body.tillbridge_ref, Date.now())
  const net = round((body.items ?? []).reduce((sum, row) => sum + Number(row.qty) * Number(row.rate), 0))
  const tax = round((body.taxes ?? []).reduce((sum, row) => sum + Number(row.tax_amount ?? 0), 0))
  const items = (body.items ?? []).map((row, index) => ({ ...row, idx: index + 1, name: `row-${documents}-${index}` }))
  const name = `DOC-${documents}`
  return {
    ...body,
    doctype,
    name,
    docstatus: 1,
    items,
    taxes: (body.taxes ?? []).map((row, index) => ({
      ...row,
      idx: index + 1,
      tax_amount: Number(row.tax_amount ?? 0),
      tax_amount_after_discount_amount: Number(row.tax_amount ?? 0),
    })),
    net_total: net,
    total_taxes_and_charges: tax,
    grand_total: round(net + tax),
    customer_name: name,
    unallocated_amount: 0,
    difference_amount: 0,
  }
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const path = decodeURIComponent((request.url ?? '').split('?')[0] ?? '')
    if (path === '/__figures') {
      response.end(JSON.stringify({ calls, documents, orders: Object.fromEntries(orders) }))
      return
    }
    if (path === '/__reset') {
      calls = 0
      documents = 0
      orders.clear()
      response.end('{}')
      return
    }
    calls += 1
    const doctype = path.split('/')[3] ?? ''
    const body = chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString()) as Body)
    const answer = request.method === 'POST' ? { data: created(doctype, body) } : { data: [] }
    setTimeout(() => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(answer))
    }, answerAfterMs)
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.stdout.write(`${typeof address === 'object' ? address?.port : ''}\n`)
})
process.once('disconnect', () => process.exit(0))
