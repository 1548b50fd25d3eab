import { z } from 'zod'
import { id, instant, key } from './parts.ts'
import { OF_ORGANIZATION, routes } from './route.ts'

const organization = z.object({ organization: key })
/** What a file holds, one kind per file. */
export const FILE_KINDS = ['orders', 'products', 'stock', 'prices'] as const
const kind = z.enum(FILE_KINDS)
export type ApiFileKind = z.infer<typeof kind>
/** What the columns are called and how numbers are spelled, YAML or JSON; without it they have our names. */
const mapping = z.string().max(10_000).default('{}')
const flag = z.enum(['true', 'false']).transform((text) => text === 'true')

/** A larger one is read by the command, at the machine. */
export const LARGEST_FILE_BYTES = 32 * 1024 * 1024

/** Orders, products, stock and prices as CSV files. */
export const fileRoutes = routes({
  'files.columns': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/files/columns`,
    summary: 'List the columns of a kind of file',
    permission: 'transfers:read',
    params: organization,
    query: z.object({ kind }),
    answer: z.object({
      items: z.array(z.object({ name: z.string(), type: z.string(), needed: z.boolean(), about: z.string() })),
    }),
    command: 'files columns',
  },
  'files.import': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/files`,
    summary:
      'Send a CSV file; a job takes it row by row, and its result names each row that is wrong. Orders are booked, the others are written',
    permission: 'transfers:change',
    params: organization,
    query: z.object({
      integration: key,
      kind,
      /** What messages call it. */
      name: z.string().trim().min(1).max(200).default('The file'),
      /** Where products go. */
      into: z.enum(['store', 'target']).default('store'),
      /** Only say what would change. */
      dryRun: flag.default(true),
      mapping,
    }),
    upload: 'text/csv',
    answer: z.object({ jobId: id }),
    failures: ['FILE_TOO_LARGE', 'FILE_EMPTY', 'FILE_MAPPING_WRONG', 'FILE_EXPRESSIONS_HERE'],
    audit: 'file.import-asked',
    command: 'files import',
  },
  'files.export': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/files/export`,
    summary: 'Download orders, products, stock or prices as a CSV file, read while it is sent',
    permission: 'transfers:read',
    params: organization,
    query: z.object({
      integration: key,
      kind,
      /** Whose; orders are those of the store. */
      side: z.enum(['store', 'target']).default('store'),
      /** Orders placed in `[since, until)`. Default: the last 30 days. */
      since: instant.optional(),
      until: instant.optional(),
      mapping,
    }),
    answer: 'file',
    failures: ['FILE_MAPPING_WRONG', 'FILE_EXPRESSIONS_HERE', 'FILE_IMPORT_IMPOSSIBLE', 'RANGE_EMPTY'],
    command: 'files export',
  },
})
