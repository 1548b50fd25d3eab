import { z } from 'zod'
import { id, instant, key, money } from './parts.ts'
import { OF_ORGANIZATION, routes } from './route.ts'

/** What notes and assignments are about: `transfer:…`, or the `about` of a group of the attention list. */
const about = z
  .string()
  .max(700)
  .regex(/^(transfer|cause|connection):/)

const assignee = z.object({ userId: id, name: z.string() })
export type Assignee = z.infer<typeof assignee>

/**
 * What solves it: `map` choose a code of the target; `credential` renew what a connection signs in with; `item` create or map an item;
 * `period` open the books; `adopt` say which document is the record's; `proof` look at where the sums differ; `look` look at them.
 */
export const REMEDY_KINDS = ['map', 'credential', 'item', 'period', 'adopt', 'proof', 'look'] as const
export type RemedyKind = (typeof REMEDY_KINDS)[number]

export const attentionGroup = z.object({
  /** Names it, for notes and assignments. */
  about: z.string(),
  /** `null` = a connection is paused. */
  integration: key.nullable(),
  code: z.string(),
  subject: z.string().nullable(),
  message: z.string(),
  remedy: z.string().nullable(),
  transfers: z.number().int(),
  /** What these records are worth, as far as their flows state it. */
  money: z.array(money),
  oldestAt: instant.nullable(),
  flows: z.array(z.string()),
  kind: z.enum(REMEDY_KINDS),
  /** The entry of a mapping table that would take the value, but for the target's code; `null` = none would. */
  entry: z.object({ table: z.string(), values: z.record(z.string(), z.unknown()) }).nullable(),
  /** Key of the connection that has to do with it. */
  connection: key.nullable(),
  example: z.object({ transferId: id, name: z.string() }).nullable(),
  assignee: assignee.nullable(),
  notes: z.number().int(),
})
export type AttentionGroup = z.infer<typeof attentionGroup>

const note = z.object({
  noteId: id,
  text: z.string(),
  author: z.string(),
  writtenAt: instant,
  /** Whether the caller wrote it. */
  mine: z.boolean(),
})
export type ApiNote = z.infer<typeof note>

const ofOrganization = z.object({ organization: key })

export const attentionRoutes = routes({
  'attention.list': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/attention`,
    summary: 'List what waits for a person, by cause',
    permission: 'transfers:read',
    params: ofOrganization,
    query: z.object({
      integration: key.optional(),
      flow: z.string().max(40).optional(),
      /** Only what the caller takes care of. */
      mine: z.stringbool().optional(),
    }),
    answer: z.object({
      /** Those with the most transfers first, 100 at most. */
      items: z.array(attentionGroup),
      /** How many causes there are in all. */
      causes: z.number().int(),
    }),
    command: 'attention list',
  },
  'attention.resolve': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/attention/resolve`,
    summary: 'Run everything again that waits for one cause, and watch it to its end',
    permission: 'transfers:change',
    params: ofOrganization,
    body: z.object({
      integration: key,
      cause: z.string().max(100),
      subject: z.string().max(300).nullable(),
      /** How many waited before something was mended that runs them again by itself. */
      expected: z.number().int().min(0).max(10_000_000).default(0),
    }),
    answer: z.object({ jobId: id }),
    audit: 'attention.resolve-asked',
    command: 'transfers retry',
  },
  'attention.assign': {
    method: 'PUT',
    path: `${OF_ORGANIZATION}/attention/assignee`,
    summary: 'Say who takes care of a cause or a transfer',
    permission: 'transfers:change',
    params: ofOrganization,
    body: z.object({
      about,
      /** `null` = nobody. */
      userId: id.nullable(),
    }),
    answer: z.object({ assignee: assignee.nullable() }),
    failures: ['ASSIGNEE_UNKNOWN'],
    audit: 'attention.assigned',
    command: 'attention assign',
  },
  'attention.assignee': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/attention/assignee`,
    summary: 'Show who takes care of a cause or a transfer',
    permission: 'transfers:read',
    params: ofOrganization,
    query: z.object({ about }),
    answer: z.object({ assignee: assignee.nullable() }),
    command: 'attention show',
  },
  'attention.people': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/attention/people`,
    summary: 'List who can take care of something',
    permission: 'transfers:read',
    params: ofOrganization,
    answer: z.object({ items: z.array(assignee) }),
  },
  'notes.list': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/notes`,
    summary: 'List the notes on a cause or a transfer, the oldest first',
    permission: 'transfers:read',
    params: ofOrganization,
    query: z.object({ about }),
    answer: z.object({ items: z.array(note) }),
    command: 'attention show',
  },
  'notes.add': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/notes`,
    summary: 'Write a note on a cause or a transfer',
    permission: 'transfers:change',
    params: ofOrganization,
    body: z.object({ about, text: z.string().trim().min(1).max(2000) }),
    answer: note,
    audit: 'note.added',
    command: 'attention note',
  },
  'notes.remove': {
    method: 'DELETE',
    path: `${OF_ORGANIZATION}/notes/{noteId}`,
    summary: 'Take a note of your own away',
    permission: 'transfers:change',
    params: z.object({ organization: key, noteId: id }),
    answer: null,
    audit: 'note.removed',
    command: 'attention unnote',
  },
})
