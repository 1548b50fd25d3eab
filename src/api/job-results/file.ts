import { z } from 'zod'
import { FILE_KINDS } from '#api/files'

const count = z.number().int()

/** What is wrong with one row. */
export const rowProblem = z.object({
  /** Of the file; the headings are line 1. */
  line: count,
  /** The heading in the file; `null` = the row as a whole. */
  column: z.string().nullable(),
  value: z.string().nullable(),
  message: z.string(),
})
export type ApiRowProblem = z.infer<typeof rowProblem>

/** What a record of the file comes to. */
export const fileChange = z.object({
  line: count,
  subject: z.string(),
  /** `available`, `price`, the name of a price list or of a field, or what is new. */
  what: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
})
export type ApiFileChange = z.infer<typeof fileChange>

/** What came of a job of the kind `file`. */
export const fileResult = z.object({
  kind: z.enum(FILE_KINDS),
  /** What people call the file. */
  name: z.string(),
  /** It only looked. */
  dryRun: z.boolean(),
  /** Read, those that are wrong included. */
  rows: count,
  /** Orders, products, levels or prices that the rows came to. */
  records: count,
  /** Of the records; in a dry run: would be. */
  written: count,
  unchanged: count,
  /** Rows that could not be taken. */
  refused: count,
  /** The first 1,000. */
  problems: z.array(rowProblem),
  /** The first 500. */
  changes: z.array(fileChange),
})
export type FileResult = z.infer<typeof fileResult>
