import { z } from 'zod'
import { id, instant, key } from './parts.ts'
import { OF_ORGANIZATION, routes } from './route.ts'

const organization = z.object({ organization: key })
const begun = z.object({ jobId: id })
const range = { integration: key, since: instant, until: instant }

const scope = z.discriminatedUnion('kind', [
  /** By when orders were placed. */
  z.object({ kind: z.literal('range'), since: instant, until: instant }),
  /** What one import brought in. */
  z.object({ kind: z.literal('import'), backfillId: id }),
])
const undoing = z.object({ integration: key, scope })

const undoStep = z.object({
  /** `impossible`: it stands in the way. */
  action: z.enum(['cancel', 'create', 'impossible']),
  kind: z.string(),
  /** `null` = it will be written. */
  externalId: z.string().nullable(),
  reference: z.string(),
})

const backfill = z.object({
  backfillId: id,
  integration: key,
  flow: z.string(),
  since: instant,
  until: instant,
  /** Records that were read, and those that something was to be done about. */
  found: z.number().int(),
  raised: z.number().int(),
  startedAt: instant,
  finishedAt: instant.nullable(),
})

/** What people do once or now and then to move records from where they are: adopt, undo, compare everything. */
export const moveRoutes = routes({
  'jobs.adopt': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/jobs/adopt`,
    summary:
      'Find the documents that the ERP holds already of the orders of a range; nothing is written for them until it is decided',
    permission: 'books:change',
    params: organization,
    body: z.object({
      ...range,
      /** `sure`: takes what is sure, and writes what the ERP does not have; the rest waits for a person. */
      take: z.enum(['nothing', 'sure']).default('nothing'),
    }),
    answer: begun,
    audit: 'job.adopt-asked',
    command: 'adopt',
  },
  'imports.list': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/imports`,
    summary: 'List what was brought in of past days, the newest first; an undo may name one',
    permission: 'transfers:read',
    params: organization,
    query: z.object({ integration: key.optional() }),
    answer: z.object({ items: z.array(backfill) }),
    command: 'import',
  },
  'adoptions.release': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/adoptions/release`,
    summary: 'Adopt nothing more of the orders of a range: what is not adopted is written',
    permission: 'books:change',
    params: organization,
    body: z.object(range),
    answer: z.object({ released: z.number().int() }),
    audit: 'adoption.released',
    command: 'adopt',
  },
  'undo.preview': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/undo/preview`,
    summary: 'Show what an undo of a range or of an import would take back, and how',
    permission: 'books:read',
    params: organization,
    body: undoing,
    answer: z.object({
      /** All of them; `records` holds the first. */
      count: z.number().int(),
      /** Records of the import that had documents before it: left alone. */
      leftAlone: z.number().int(),
      records: z.array(
        z.object({
          transferId: id,
          recordName: z.string(),
          flow: z.string(),
          steps: z.array(undoStep),
          /** An earlier run broke off: what it wrote is looked up first, and taken back too. */
          unsettled: z.boolean(),
        }),
      ),
    }),
    failures: ['IMPORT_UNKNOWN'],
    audit: { none: 'it changes nothing' },
    command: 'undo',
  },
  'jobs.undo': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/jobs/undo`,
    summary: 'Take back everything that was written for the orders of a range or of an import, by legal means',
    permission: 'books:change',
    params: organization,
    body: undoing,
    answer: begun,
    failures: ['IMPORT_UNKNOWN', 'NOTHING_TO_UNDO'],
    audit: 'job.undo-asked',
    command: 'undo',
  },
  'jobs.compare': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/jobs/compare`,
    summary: 'Compare all products or prices of both sides, and bring what differs in step',
    permission: 'transfers:change',
    params: organization,
    body: z.object({
      integration: key,
      what: z.enum(['products', 'prices']),
      /** Only look: nothing is changed. So too while the integration is not live. */
      dryRun: z.boolean().default(true),
    }),
    answer: begun,
    audit: 'job.compare-asked',
    command: 'products compare',
  },
})

/** An undo may be of a hundred thousand orders; a person looks at so many. */
export const UNDO_PREVIEW_RECORDS = 200
