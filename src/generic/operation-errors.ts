import { TillbridgeError } from '#lib/errors'

/** An operation that the settings do not describe. */
export const notDescribed = (where: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'OPERATION_MISSING',
    message: `The settings of the connection do not say how ${where} is done.`,
    remedy: 'Describe it in the settings, or choose policies that do not need it.',
    subject: `setting:${where}`,
  })

/** A reference that is taken already. */
export const referenceTaken = (kind: string, reference: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'conflict',
    code: 'REFERENCE_EXISTS',
    message: `There is already a ${kind} with the reference ${reference}.`,
  })

/** What was made and is nowhere to be found. */
export const madeAndLost = (what: string, where: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'outcome-unknown',
    code: 'WRITTEN_NOT_FOUND',
    message: `${what} was taken, and is not found.`,
    remedy: `If this goes on, correct ${where} in the settings.`,
  })

/** Records of this kind come by reading alone. */
export function notReadable(): never {
  throw new TillbridgeError({
    kind: 'bug',
    code: 'NOT_READABLE',
    message: 'Records of this kind are read from the system, not from payloads.',
  })
}
