import { z } from 'zod'
import { id } from '#api/parts'

const count = z.number().int()

const openRecord = z.object({
  transferId: id,
  recordName: z.string().nullable(),
  state: z.string(),
  causeCode: z.string().nullable(),
  causeMessage: z.string().nullable(),
  causeRemedy: z.string().nullable(),
})

/** What came of a job of the kind `undo`. */
export const undoResult = z.object({
  undone: count,
  /** Records that wait with a cause; `open` holds the first of them. */
  waiting: count,
  open: z.array(openRecord),
  /** Not begun, because it was stopped. */
  left: count,
})
export type UndoResult = z.infer<typeof undoResult>
