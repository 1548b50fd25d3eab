import { createFlag } from '#web/kit/flag.ts'

/** Whether the last call reached the server; told by every call. */
export const answering = createFlag(true)

/** Whether the session ended while something was typed that is not saved: one signs in beside it, and goes on. */
export const sessionEnded = createFlag(false)
