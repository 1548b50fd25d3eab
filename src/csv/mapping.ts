import { z } from 'zod'
import { isTimeZone } from '#lib/time-zone'

const source = z.union([
  /** The heading of a column of the file. */
  z.string().min(1),
  /** The same value in every row. */
  z.strictObject({ value: z.string() }),
  /** JSONata over the row: its cells by heading. */
  z.strictObject({ expression: z.string().min(1) }),
])

/** How a file is read and written: what its columns are called and how numbers and dates are spelled. `{}` is a valid choice. */
export const fileMappingSchema = z.strictObject({
  /** What separates cells. */
  delimiter: z.enum([',', ';', '\t', '|']).default(','),
  encoding: z.enum(['utf-8', 'latin1', 'utf-16le']).default('utf-8'),
  /** What stands before the decimals. Where it is a comma, points separate thousands, and the other way round. */
  decimal: z.enum(['.', ',']).default('.'),
  /** Order of the parts of a date. Times may follow as HH:MM or HH:MM:SS. Instants with an offset are read in any case. */
  dates: z.enum(['YYYY-MM-DD', 'DD.MM.YYYY', 'DD/MM/YYYY', 'MM/DD/YYYY']).default('YYYY-MM-DD'),
  /** IANA zone of times without an offset. */
  timeZone: z.string().refine(isTimeZone, 'This must be a time zone such as Europe/Stockholm.').default('UTC'),
  /** Where each value comes from. A column that is left out here is looked for under its own name. */
  columns: z.record(z.string(), source).default({}),
})

export type FileMapping = z.output<typeof fileMappingSchema>
export type ColumnSource = z.output<typeof source>

/** What a column is called in the file; its own name where it comes from no column there. */
export function headingOf({ columns }: Pick<FileMapping, 'columns'>, column: string): string {
  const from = columns[column] ?? column
  return typeof from === 'string' ? from : column
}
