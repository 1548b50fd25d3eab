import { z } from 'zod'
import type { Change } from '#contract/source'
import { fetchOne, PAGE_SIZE, type Query, type WooContext } from './client.ts'

interface Stamped {
  readonly id: string
  readonly date_modified_gmt: string
}

export interface Range {
  readonly since: Date
  readonly until: Date
}

/** A list that can be asked for what changed. */
export interface ChangedList<R extends Stamped> {
  /** E.g. `/wc/v3/orders`. */
  readonly route: string
  readonly row: z.ZodType<R>
  /** `any` leaves out the trash, which is only had alone. */
  readonly status: string
  readonly fields: string
}

/**
 * Each request asks for what changed from the second of the last row on, not for the next page: a row that changes meanwhile moves to
 * the end, and everything behind it would move up by one, past the border of the pages. Only within one second pages are turned.
 */
export async function* changedRows<R extends Stamped>(
  context: WooContext,
  list: ChangedList<R>,
  { since, until }: Range,
): AsyncGenerator<readonly R[]> {
  const seen = new Set<string>()
  let from = since
  for (let page = 1; ;) {
    const rows = await fetchOne(context, list.route, z.array(list.row), {
      status: list.status,
      ...modifiedWithin({ since: from, until }),
      orderby: 'modified',
      order: 'asc',
      per_page: String(PAGE_SIZE),
      page: String(page),
      _fields: list.fields,
    })
    const fresh = rows.filter((one) => !seen.has(`${one.id}:${one.date_modified_gmt}`))
    for (const one of fresh) seen.add(`${one.id}:${one.date_modified_gmt}`)
    if (fresh.length > 0) yield fresh
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE_SIZE) return
    const reached = new Date(last.date_modified_gmt)
    page = reached.getTime() > from.getTime() ? 1 : page + 1
    if (page === 1) from = reached
  }
}

export const modifiedWithin = ({ since, until }: Range): Query => ({
  modified_after: before(since),
  modified_before: upTo(until),
  dates_are_gmt: 'true',
})

// A time with a zone together with `dates_are_gmt` is shifted by the zone of the shop: it is sent without one.
const plain = (instant: Date): string => instant.toISOString().slice(0, 19)

/** The bound after which a range begins: both bounds are left out of the answer, and stamps are whole seconds. */
export const before = (instant: Date): string => plain(new Date(Math.floor(instant.getTime() / 1000) * 1000 - 1000))
export const upTo = (instant: Date): string => plain(new Date(Math.ceil(instant.getTime() / 1000) * 1000))

export const changeOf = (
  key: string,
  name: string | null,
  updatedAt: string,
  createdAt: string | null | undefined,
): Change => ({ key, name, updatedAt, createdAt: createdAt ?? null })
