import { headingOf } from '#csv/mapping'
import type { ReadRow } from '#csv/rows'
import type { Importing } from './import.ts'

/** Why a row cannot be taken: the column that is to blame, and what is wrong with it. */
export interface Unfit {
  readonly column: string
  readonly message: string
}

/** Tells of a row that could be read and cannot be taken. */
export function refuseRow({ request, refuse }: Importing, { line, values }: ReadRow, { column, message }: Unfit): void {
  refuse([{ line, column: headingOf(request.mapping, column), value: values[column] ?? null, message }])
}
