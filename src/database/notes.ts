import { newId } from '#lib/ids'
import type { Sql } from './pool.ts'

/** What a person wrote down for the others. */
export interface Note {
  readonly noteId: string
  readonly about: string
  readonly text: string
  readonly authorId: string
  readonly authorName: string
  readonly writtenAt: string
}

export interface NewNote {
  readonly organizationId: string
  readonly about: string
  readonly text: string
  readonly authorId: string
  readonly authorName: string
  readonly now: Date
}

/** What notes and assignments of one transfer are about. */
export const aboutTransfer = (transferId: string): string => `transfer:${transferId}`

/** What notes and assignments of all that waits for one cause are about. */
export const aboutCause = ({ integration, code, subject }: CauseNamed): string =>
  `cause:${integration}:${code}:${subject ?? ''}`.slice(0, LONGEST)

interface CauseNamed {
  /** Key of the integration. */
  readonly integration: string
  readonly code: string
  readonly subject: string | null
}

const LONGEST = 700

/** The transfer that it is about; `null` = something else. */
export const transferOf = (about: string): string | null =>
  about.startsWith('transfer:') ? about.slice('transfer:'.length) : null

const COLUMNS = `note_id as "noteId", about, content as text, author_id as "authorId", author_name as "authorName", written_at as "writtenAt"`

export async function insertNote(sql: Sql, note: NewNote): Promise<Note> {
  const { rows } = await sql.query<Note>(
    `insert into tillbridge.notes (organization_id, note_id, about, content, author_id, author_name, written_at)
     values ($1, $2, $3, $4, $5, $6, $7) returning ${COLUMNS}`,
    [
      note.organizationId,
      newId(note.now),
      note.about,
      note.text,
      note.authorId,
      note.authorName,
      note.now.toISOString(),
    ],
  )
  return rows[0] as Note
}

const MOST = 200

/** The oldest first. */
export async function listNotes(sql: Sql, organizationId: string, about: string): Promise<Note[]> {
  const { rows } = await sql.query<Note>(
    `select ${COLUMNS} from tillbridge.notes where organization_id = $1 and about = $2 order by note_id limit ${MOST}`,
    [organizationId, about],
  )
  return rows
}

/** Takes a note away, if it is the author's own. Answers what it said; `null` = there is no such note of this author. */
export async function deleteNote(
  sql: Sql,
  organizationId: string,
  { noteId, authorId }: { readonly noteId: string; readonly authorId: string },
): Promise<Note | null> {
  const { rows } = await sql.query<Note>(
    `delete from tillbridge.notes where organization_id = $1 and note_id = $2 and author_id = $3 returning ${COLUMNS}`,
    [organizationId, noteId, authorId],
  )
  return rows[0] ?? null
}

/** How many notes there are about what begins so. */
export async function countNotes(
  sql: Sql,
  organizationId: string,
  abouts: readonly string[],
): Promise<Map<string, number>> {
  const { rows } = await sql.query<{ about: string; count: number }>(
    `select about, count(*)::int as count from tillbridge.notes where organization_id = $1 and about = any($2) group by about`,
    [organizationId, abouts],
  )
  return new Map(rows.map(({ about, count }) => [about, count]))
}

export interface Assignee {
  readonly userId: string
  readonly name: string
}

/** Who takes care of what. */
export async function assigneesOf(
  sql: Sql,
  organizationId: string,
  abouts: readonly string[],
): Promise<Map<string, Assignee>> {
  const { rows } = await sql.query<Assignee & { about: string }>(
    `select a.about, a.user_id as "userId", u.name from tillbridge.assignments a join tillbridge.users u on u.id = a.user_id
     where a.organization_id = $1 and a.about = any($2)`,
    [organizationId, abouts],
  )
  return new Map(rows.map(({ about, userId, name }) => [about, { userId, name }]))
}

/** Hands something to a member, or to nobody. `false` = there is no such member who may change transfers. */
export async function assign(
  sql: Sql,
  organizationId: string,
  assignment: { readonly about: string; readonly userId: string | null; readonly by: string; readonly now: Date },
): Promise<boolean> {
  const { about, userId, by, now } = assignment
  if (userId === null) {
    await sql.query('delete from tillbridge.assignments where organization_id = $1 and about = $2', [
      organizationId,
      about,
    ])
    return true
  }
  const { rowCount } = await sql.query(
    `insert into tillbridge.assignments (organization_id, about, user_id, assigned_by, assigned_at)
     select organization_id, $2, user_id, $4, $5 from tillbridge.memberships
     where organization_id = $1 and user_id = $3 and role <> 'viewer'
     on conflict (organization_id, about) do update set user_id = excluded.user_id, assigned_by = excluded.assigned_by,
       assigned_at = excluded.assigned_at`,
    [organizationId, about, userId, by, now.toISOString()],
  )
  return rowCount === 1
}

/** The members who may take care of something, by name. */
export async function possibleAssignees(sql: Sql, organizationId: string): Promise<Assignee[]> {
  const { rows } = await sql.query<Assignee>(
    `select m.user_id as "userId", u.name from tillbridge.memberships m join tillbridge.users u on u.id = m.user_id
     where m.organization_id = $1 and m.role <> 'viewer' order by u.name, m.user_id`,
    [organizationId],
  )
  return rows
}

/** What was written about transfers of a person goes with what is kept of that person. Call inside a transaction. */
export async function eraseNotes(sql: Sql, organizationId: string, transferIds: readonly string[]): Promise<void> {
  await sql.query('delete from tillbridge.notes where organization_id = $1 and about = any($2)', [
    organizationId,
    transferIds.map(aboutTransfer),
  ])
}
