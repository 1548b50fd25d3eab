import { TillbridgeError } from '#lib/errors'

export const lastOwner = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'conflict',
    code: 'LAST_OWNER',
    message: 'This is the last owner; an organisation without one could not be looked after.',
    remedy: 'Make somebody else an owner first.',
  })
