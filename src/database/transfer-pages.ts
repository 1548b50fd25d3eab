import { type RawBuilder, sql } from 'kysely'
import type { Queries } from './tables.ts'
import type { ListFilter, TransferFilter } from './transfers.ts'
import { amountCondition, wordsAsked, wordsCondition } from './transfer-words.ts'

/** A page of a list: so many, behind the transfer that the page before ended with. */
export interface Page {
  readonly limit: number
  readonly after?: string | null
}

type Part = RawBuilder<unknown>

// Of so many of the newest it is looked which fit before an index of words is asked: what many have is found there at once, and
// what few have is found fast by the index.
const LOOK_AT = 2_000
// A page of amounts that many have is full after a glance.
const GLANCE_AT = 400
/** Amounts that no more than so many have are looked for by their index before anything else. */
const FEW_AMOUNTS = 3_000
/** Those that more than so many have are looked for along the list, when the newest have none of them. */
const MANY_AMOUNTS = 20_000
/** A word that more of them have than this part is no help in finding the others. */
const OFTEN = 0.02
/** Where the rarest word has more than this part, its rows cost more than a second word of the index that has up to so much. */
const RARE = { most: 0.002, second: 0.06 }

/** What a transfer has to be, as conditions on `t`. */
export function conditionsOf(organizationId: string, filter: TransferFilter): Part {
  const { integrationId, flow, state, causeCode, causeSubject, record, createdSince, createdUntil } = filter
  const conditions: Part[] = [sql`t.organization_id = ${organizationId}`]
  if (integrationId !== undefined) conditions.push(sql`t.integration_id = ${integrationId}`)
  if (flow !== undefined) conditions.push(sql`t.flow = ${flow}`)
  if (state !== undefined) conditions.push(sql`t.state = ${state}`)
  if (causeCode !== undefined) conditions.push(sql`t.cause_code = ${causeCode}`)
  if (causeSubject !== undefined) conditions.push(sql`coalesce(t.cause_subject, '') = ${causeSubject}`)
  if (createdSince !== undefined) conditions.push(sql`t.source_created_at >= ${createdSince.toISOString()}`)
  if (createdUntil !== undefined) conditions.push(sql`t.source_created_at < ${createdUntil.toISOString()}`)
  if (record !== undefined) conditions.push(sql`(t.record_key = ${record} or ${hasName([record])})`)
  return sql.join(conditions, sql` and `)
}

const hasName = (names: readonly string[]): Part =>
  sql`t.record_name = any(${names.flatMap((name) => [name, `#${name}`])}::text[])`

/** In the order of time in which they were heard of; where a time was asked for, in that in which the records came into being. */
const isByDay = ({ createdSince, createdUntil }: TransferFilter): boolean =>
  createdSince !== undefined || createdUntil !== undefined

/** The ids of the page in their order, newest first. */
export async function pageOfTransfers(
  db: Queries,
  organizationId: string,
  filter: ListFilter,
  page: Page,
): Promise<string[]> {
  const list = await listOf(db, organizationId, filter, page.after ?? null)
  const words = wordsAsked(filter.search)
  if (words === null && list.amounts === null) return idsOf(db, list.first(page.limit))
  return words?.length === 0 ? [] : searched(db, list, words ?? [], page.limit)
}

interface List {
  readonly organizationId: string
  /** Of rows of `t`, or of what `first` answers. */
  readonly order: Part
  /** All conditions on `t`, the place where the page begins among them. */
  readonly where: Part
  /** A query of the first ids behind that place that fit something more, with what they are ordered by. */
  first(limit: number, more?: Part): Part
  /** On `s`, a row of words; `null` = any amount. */
  readonly amounts: Part | null
  /** The place where the page begins, on an id alone; `null` = something else narrows or orders the list. */
  readonly plainly: ((id: Part) => Part) | null
}

async function listOf(db: Queries, organizationId: string, filter: ListFilter, after: string | null): Promise<List> {
  const isDays = isByDay(filter)
  const order = isDays ? sql`t.source_created_at desc, t.transfer_id desc` : sql`t.transfer_id desc`
  const columns = isDays ? sql`t.transfer_id, t.source_created_at` : sql`t.transfer_id`
  const behind = after === null ? sql`true` : await placeOf(db, organizationId, after, isDays)
  const where = sql`${conditionsOf(organizationId, filter)} and ${behind}`
  return {
    organizationId,
    order,
    where,
    first: (limit, more = sql`true`) =>
      isKind(filter)
        ? ofKinds(organizationId, filter, sql`${where} and ${more} order by ${order} limit ${limit}`, limit)
        : sql`select ${columns} from tillbridge.transfers t where ${where} and ${more} order by ${order} limit ${limit}`,
    amounts: amountCondition(filter),
    plainly: isNarrowed(filter) ? null : (id) => (after === null ? sql`true` : sql`${id} < ${after}`),
  }
}

const isNarrowed = ({ search: _search, amountFrom: _from, amountTo: _to, ...narrow }: ListFilter): boolean =>
  Object.values(narrow).some((condition) => condition !== undefined)

async function placeOf(db: Queries, organizationId: string, after: string, isDays: boolean): Promise<Part> {
  if (!isDays) return sql`t.transfer_id < ${after}`
  // As text: the database counts microseconds, and a date here does not.
  const { rows } = await sql<{ at: string }>`select source_created_at::text as at from tillbridge.transfers
    where organization_id = ${organizationId} and transfer_id = ${after}`.execute(db)
  const at = rows[0]?.at
  return at === undefined
    ? sql`false`
    : sql`(t.source_created_at, t.transfer_id) < (${at}::timestamptz, ${after}::uuid)`
}

/** Nothing but integration, flow and state is asked for, and not nothing at all. */
function isKind({ integrationId, flow, state, ...more }: ListFilter): boolean {
  const { search: _search, amountFrom: _from, amountTo: _to, ...narrow } = more
  return (
    (integrationId ?? flow ?? state) !== undefined &&
    Object.values(narrow).every((condition) => condition === undefined)
  )
}

/** The newest of each kind that there is, and of these the newest: every kind is a part of the index in order. */
const ofKinds = (
  organizationId: string,
  { integrationId, flow, state }: TransferFilter,
  rest: Part,
  limit: number,
): Part => sql`
  select l.transfer_id from (
    select distinct integration_id, flow, state from (
      select organization_id, integration_id, flow, state from tillbridge.transfer_counts where organization_id = ${organizationId}
      union all
      select organization_id, integration_id, flow, state from tillbridge.transfer_count_changes where organization_id = ${organizationId}
    ) c where (${integrationId ?? null}::uuid is null or integration_id = ${integrationId ?? null})
      and (${flow ?? null}::text is null or flow = ${flow ?? null}) and (${state ?? null}::text is null or state = ${state ?? null})
  ) k cross join lateral (
    select t.transfer_id from tillbridge.transfers t
    where t.integration_id = k.integration_id and t.flow = k.flow and t.state = k.state and ${rest}
  ) l order by l.transfer_id desc limit ${limit}`

async function idsOf(db: Queries, query: Part): Promise<string[]> {
  const { rows } = await sql<{ transfer_id: string }>`${query}`.execute(db)
  return rows.map((row) => row.transfer_id)
}

async function searched(db: Queries, list: List, words: readonly string[], limit: number): Promise<string[]> {
  if (list.amounts !== null) {
    if (await isHadBy(db, list, FEW_AMOUNTS)) return ofAmounts(db, list, words, limit)
    const { found } = await lookAtNewest(db, list, words, GLANCE_AT)
    if (found.length >= limit) return found.slice(0, limit)
  }
  const { found, looked, hits } = await lookAtNewest(db, list, words, LOOK_AT)
  if (found.length >= limit || looked < LOOK_AT) return found.slice(0, limit)
  if (words.length === 0) return byAmount(db, list, limit)
  const often = Math.min(...hits) > looked * RARE.most ? RARE.second : OFTEN
  const helpful = words.filter((_, index) => (hits[index] ?? 0) <= looked * often)
  return lookUp(db, list, { words, helpful: helpful.length === 0 ? words : helpful }, limit)
}

interface Looked {
  readonly found: readonly string[]
  readonly looked: number
  /** How many have each word. */
  readonly hits: readonly number[]
}

async function lookAtNewest(db: Queries, list: List, words: readonly string[], most: number): Promise<Looked> {
  const { organizationId } = list
  const hits = words.map((_, index) => sql.ref(`hit${index}`))
  const columns = words.map((word, index) => sql`${hasWord(organizationId, word)} as ${sql.ref(`hit${index}`)}`)
  const counts = hits.map((hit) => sql`count(*) filter (where ${hit})::int`)
  const fits = [...hits, sql.ref('fits')]
  const { rows } = await sql<Looked>`
    with b as materialized (${list.first(most)}), t as materialized (
      select b.*, ${sql.join([...columns, sql`${list.amounts ?? sql`true`} as fits`])} from b
      left join tillbridge.transfer_search s on s.organization_id = ${organizationId} and s.transfer_id = b.transfer_id
    )
    select count(*)::int as looked, array[${sql.join(counts)}]::int[] as hits,
      coalesce(array_agg(t.transfer_id order by ${list.order}) filter (where ${sql.join(fits, sql` and `)}), '{}')::text[] as found
    from t`.execute(db)
  return rows[0] ?? { found: [], looked: 0, hits: [] }
}

/** Of what was not read yet only its name and key are known; they are looked at where there is nothing else. */
const hasWord = (organizationId: string, word: string): Part => sql`case when s.words is not null
  then s.words @@ ${wordsCondition(organizationId, [word])}::tsquery
  else (select coalesce(starts_with(ltrim(lower(u.record_name), '#'), ${word}), false) or u.record_key = ${word}
    from tillbridge.transfers u where u.organization_id = ${organizationId} and u.transfer_id = b.transfer_id) end`

interface AskedOfIndex {
  readonly words: readonly string[]
  /** Those that few have. The others are looked for in what is found by these. */
  readonly helpful: readonly string[]
}

function lookUp(db: Queries, list: List, { words, helpful }: AskedOfIndex, limit: number): Promise<string[]> {
  const { organizationId } = list
  const others = words.filter((word) => !helpful.includes(word))
  const less = [
    ...(others.length === 0 ? [] : [sql`s.words @@ ${wordsCondition(organizationId, others)}::tsquery`]),
    ...(list.amounts === null ? [] : [list.amounts]),
  ]
  // Out of the planner's sight: asked of the index, a word that everybody has costs more than the answer.
  const fits = less.length === 0 ? sql`true` : sql`case when ${sql.join(less, sql` and `)} then true end`
  const [only] = words
  const byName =
    words.length > 1 || only === undefined
      ? sql``
      : sql`union select t.transfer_id from tillbridge.transfers t
          where t.organization_id = ${organizationId} and (t.record_key = ${only} or ${hasName([only])}) and ${amountsOfRow(list)}`
  const found = sql`select s.transfer_id from tillbridge.transfer_search s where s.organization_id = ${organizationId}
    and s.words @@ ${wordsCondition(organizationId, helpful)}::tsquery and ${fits}
    ${byName}`
  return idsOf(db, pageOfFound(list, found, limit))
}

/** The rows themselves are read only where something is asked of them: a name may be that of thousands. */
const pageOfFound = ({ organizationId, plainly, where, order }: List, found: Part, limit: number): Part =>
  plainly === null
    ? sql`with f as materialized (${found})
      select t.transfer_id from f join tillbridge.transfers t on t.organization_id = ${organizationId} and t.transfer_id = f.transfer_id
      where ${where} order by ${order} limit ${limit}`
    : sql`with f as materialized (${found})
      select f.transfer_id from f where ${plainly(sql`f.transfer_id`)} order by f.transfer_id desc limit ${limit}`

/** A condition on `t`, out of the planner's sight: it is to be asked of rows that are found otherwise. */
const amountsOfRow = ({ organizationId, amounts }: List): Part =>
  amounts === null
    ? sql`true`
    : sql`case when exists (select from tillbridge.transfer_search s
        where s.organization_id = ${organizationId} and s.transfer_id = t.transfer_id and ${amounts}) then true end`

const inRange = ({ organizationId, amounts }: List): Part =>
  sql`tillbridge.transfer_search s where s.organization_id = ${organizationId} and ${amounts}`

/** Whether no more than so many have these amounts. */
async function isHadBy(db: Queries, list: List, most: number): Promise<boolean> {
  const { rows } = await sql<{ few: boolean }>`
    select count(*) <= ${most} as few from (select from ${inRange(list)} limit ${most + 1}) f`.execute(db)
  return rows[0]?.few === true
}

/** By the index of amounts alone; words are looked for in what is found. */
function ofAmounts(db: Queries, list: List, words: readonly string[], limit: number): Promise<string[]> {
  const { organizationId, order, where } = list
  const fits =
    words.length === 0
      ? sql`true`
      : sql`case when s.words @@ ${wordsCondition(organizationId, words)}::tsquery then true end`
  return idsOf(
    db,
    sql`select t.transfer_id from (select s.transfer_id from ${inRange(list)} and ${fits} offset 0) f
      join tillbridge.transfers t on t.organization_id = ${organizationId} and t.transfer_id = f.transfer_id
      where ${where} order by ${order} limit ${limit}`,
  )
}

/** Amounts that many have, and none of the newest. */
async function byAmount(db: Queries, list: List, limit: number): Promise<string[]> {
  const { plainly } = list
  // The ids stand in the index beside the amounts: sorting all of a million costs less than walking along them in vain.
  if (plainly !== null) {
    const ids = sql`select s.transfer_id from ${inRange(list)} and ${plainly(sql`s.transfer_id`)} offset 0`
    return idsOf(db, sql`select transfer_id from (${ids}) f order by transfer_id desc limit ${limit}`)
  }
  if (await isHadBy(db, list, MANY_AMOUNTS)) return ofAmounts(db, list, [], limit)
  return idsOf(db, list.first(limit, amountsOfRow(list)))
}
