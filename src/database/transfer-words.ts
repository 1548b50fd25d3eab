import { type RawBuilder, sql } from 'kysely'
import { amountText, askedWords, indexWords } from '#lib/search-words'
import type { Sql } from './pool.ts'

/** The texts under which a transfer is found. */
export interface SearchTexts {
  readonly organizationId: string
  readonly transferId: string
  /** Names, numbers, mailboxes, amounts, as people write them. */
  readonly texts: readonly (string | null | undefined)[]
  /** What the record amounts to, in its own currency; `null` or absent = it has no amount. */
  readonly amount?: string | null
  /** Added to what is kept: they are only a part of what the transfer is known by. */
  readonly isPart: boolean
}

/** Decimal text, in the currency of each record, whatever that is. */
export interface AmountRange {
  readonly amountFrom?: string
  readonly amountTo?: string
}

/** What all words of an organisation begin with. Two that share it are told apart by their rows. */
const markOf = (organizationId: string): string => organizationId.slice(-6)

/** A condition on words of the organisation: each is the beginning of one. */
export const wordsCondition = (organizationId: string, words: readonly string[]): string =>
  words.map((word) => `'${markOf(organizationId)}${word.replaceAll(/['\\]/g, '')}':*`).join(' & ')

// In one order, so that two processes with parts of the same transfers wait for each other. What is known already is not written.
const KEEP = `
insert into tillbridge.transfer_search as s (organization_id, transfer_id, words, amount)
select organization_id, transfer_id, array_to_tsvector(words), amount
from jsonb_to_recordset($1::jsonb) as n(organization_id uuid, transfer_id uuid, words text[], amount numeric, part boolean)
where not part order by organization_id, transfer_id
on conflict (organization_id, transfer_id) do update set words = excluded.words, amount = excluded.amount
where s.words <> excluded.words or s.amount is distinct from excluded.amount`

const ADD = `
with n as (
  select organization_id, transfer_id, array_to_tsvector(array_agg(word)) as words
  from jsonb_to_recordset($1::jsonb) as n(organization_id uuid, transfer_id uuid, words text[], part boolean)
  cross join lateral unnest(n.words) as word
  where part group by 1, 2
)
insert into tillbridge.transfer_search as s (organization_id, transfer_id, words)
select n.organization_id, n.transfer_id, n.words from n
join tillbridge.transfers t on t.organization_id = n.organization_id and t.transfer_id = n.transfer_id
order by 1, 2
on conflict (organization_id, transfer_id) do update set words = s.words || excluded.words`

// What an index may hold in any case; a total that a vendor states otherwise is found by its words only.
const AMOUNT = /^-?\d{1,18}(\.\d{1,10})?$/

/** Keeps the words of transfers, and what they amount to. Call it before rows of the queue are locked: it may take some milliseconds. */
export async function keepWords(db: Sql, found: readonly SearchTexts[]): Promise<void> {
  const rows = found.flatMap(({ organizationId, transferId, texts, amount: stated = null, isPart }) => {
    const words = indexWords(texts).map((word) => markOf(organizationId) + word)
    const amount = stated !== null && AMOUNT.test(stated) ? stated : null
    const row = { organization_id: organizationId, transfer_id: transferId, words, amount, part: isPart }
    return words.length === 0 ? [] : [row]
  })
  const values = [JSON.stringify(rows)]
  if (rows.some(({ part }) => !part)) await db.query({ name: 'keep-words', text: KEEP, values })
  if (rows.some(({ part }) => part)) await db.query({ name: 'add-words', text: ADD, values })
}

/** A condition on `s`, a row of words: what the record amounts to is within these, both included; `null` = none is asked for. */
export function amountCondition({ amountFrom, amountTo }: AmountRange): RawBuilder<unknown> | null {
  if (amountTo === undefined) return amountFrom === undefined ? null : sql`s.amount >= ${amountFrom}::numeric`
  if (amountFrom === undefined) return sql`s.amount <= ${amountTo}::numeric`
  return sql`s.amount between ${amountFrom}::numeric and ${amountTo}::numeric`
}

/** The words of what somebody typed; `null` = nothing was typed. */
export const wordsAsked = (search: string | undefined): readonly string[] | null =>
  search === undefined || search.trim() === '' ? null : askedWords(search)

const LEFT = `
select t.transfer_id as "transferId", t.record_name as name, t.record_key as key, t.summary ->> 'total' as total,
  array(select l.external_id from tillbridge.links l where l.organization_id = t.organization_id and l.transfer_id = t.transfer_id) as documents
from tillbridge.transfers t where t.organization_id = $1 and t.transfer_id = any($2) order by t.transfer_id`

/** Forgets under whose name these transfers are found; by their numbers they still are. */
export async function forgetPersonalWords(
  db: Sql,
  organizationId: string,
  transferIds: readonly string[],
): Promise<void> {
  await db.query('delete from tillbridge.transfer_search where organization_id = $1 and transfer_id = any($2)', [
    organizationId,
    transferIds,
  ])
  const { rows } = await db.query<{
    transferId: string
    name: string | null
    key: string
    total: string | null
    documents: string[]
  }>(LEFT, [organizationId, transferIds])
  await keepWords(
    db,
    rows.map(({ transferId, name, key, total, documents }) => ({
      organizationId,
      transferId,
      texts: [name, key, amountText(total), ...documents],
      amount: total,
      isPart: false,
    })),
  )
}
