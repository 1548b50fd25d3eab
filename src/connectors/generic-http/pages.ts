import type { HttpRequest } from '#contract/context'
import { TillbridgeError } from '#lib/errors'
import { badSetting, evaluated } from '#generic/failure-rules'
import { type HttpAnswer, listOf } from './answer.ts'
import { queryCredentials } from './auth.ts'
import { answered, call, type Call, type HttpContext } from './request.ts'
import type { ListSetting, PagesSetting } from './settings-requests.ts'

// A system that answers the same page for ever would keep us for ever.
const MOST_PAGES = 100_000

/** The items of all pages of a list, page by page. */
export async function* pagesOf(
  context: HttpContext,
  setting: ListSetting,
  list: Call,
): AsyncGenerator<readonly unknown[]> {
  const bindings = list.input
  let next: Next | null = firstOf(setting.pages)
  const seen = new Set<string>()
  for (let count = 0; next !== null; count += 1) {
    if (count >= MOST_PAGES || seen.has(next.mark)) throw endless(list.where)
    seen.add(next.mark)
    const answer: HttpAnswer | null =
      next.request === undefined
        ? await call(context, setting, { ...list, query: next.query })
        : await answered(context, next.request, list)
    if (answer === null) return
    const items = await listOf(setting.items, answer.body, { where: `${list.where}.items`, effect: 'read', bindings })
    if (items.length > 0) yield items
    next = await nextOf(context, setting.pages, { answer, list, count: count + 1, items: items.length })
  }
}

interface Next {
  /** What tells the page from others. */
  readonly mark: string
  readonly query: Readonly<Record<string, string>>
  readonly request?: HttpRequest
}

function firstOf(pages: PagesSetting): Next {
  if (pages.kind === 'page') return numbered(pages.parameter, pages.first, pages.size)
  return pages.kind === 'offset' ? numbered(pages.parameter, 0, pages.size) : { mark: '', query: {} }
}

const numbered = (parameter: string, value: number, size: { parameter: string; value: number }): Next => ({
  mark: String(value),
  query: { [parameter]: String(value), [size.parameter]: String(size.value) },
})

interface PageRead {
  readonly answer: HttpAnswer
  readonly list: Call
  /** Pages read so far. */
  readonly count: number
  readonly items: number
}

async function nextOf(
  context: HttpContext,
  pages: PagesSetting,
  { answer, list, count, items }: PageRead,
): Promise<Next | null> {
  const where = `${list.where}.pages.next`
  switch (pages.kind) {
    case 'none':
      return null
    case 'page':
      return items < pages.size.value ? null : numbered(pages.parameter, pages.first + count, pages.size)
    case 'offset':
      return items < pages.size.value ? null : numbered(pages.parameter, pages.size.value * count, pages.size)
    case 'cursor': {
      const cursor = await textIn(pages.next, answer, where)
      return cursor === null ? null : { mark: cursor, query: { [pages.parameter]: cursor } }
    }
    case 'link': {
      const address = pages.next === undefined ? linkHeader(answer) : await textIn(pages.next, answer, where)
      return address === null ? null : linked(context, address, where)
    }
  }
}

async function textIn(source: string, { body, headers }: HttpAnswer, where: string): Promise<string | null> {
  const value = await evaluated(source, body, { where, answer: true, bindings: { headers } })
  if (value === undefined || value === null || value === '' || value === false) return null
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  throw badSetting('ANSWER_PATH', where, 'it leads to something that is no text', 'read')
}

const linkHeader = ({ headers }: HttpAnswer): string | null =>
  /<([^>]+)>\s*;[^,]*\brel="?next"?/i.exec(headers['link'] ?? '')?.[1] ?? null

/** The next page below our own address: credentials are never sent to where an answer points. */
function linked({ settings }: HttpContext, address: string, where: string): Next {
  const base = new URL(`${settings.baseUrl}/`)
  const url = URL.canParse(address, base.href) ? new URL(address, base) : null
  if (url === null || url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) {
    throw badSetting('ANSWER_PATH', where, `the next page would be elsewhere: ${address.slice(0, 200)}`, 'read')
  }
  const path = url.pathname.slice(base.pathname.length - 1)
  const query = { ...Object.fromEntries(url.searchParams), ...queryCredentials(settings) }
  return { mark: address, query: {}, request: { method: 'GET', path, query, effect: 'read' } }
}

const endless = (where: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'PAGES_WITHOUT_END',
    message: `The list under ${where} comes back to a page that it has shown already, or has no end.`,
    remedy: 'Correct pages in the settings of the connection.',
    subject: `setting:${where}`,
  })
