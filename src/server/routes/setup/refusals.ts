import { TillbridgeError } from '#lib/errors'

export const linkUsedUp = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'LINK_USED_UP',
    message: 'This link does not work any more: it was used, replaced or has expired.',
    remedy: 'Ask for a new one. On the machine that runs Tillbridge: tillbridge people owner-link.',
  })

export const emailTaken = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'EMAIL_TAKEN',
    message: 'Somebody has an account with this e-mail address already.',
    remedy: 'Sign in with it, or use another address.',
  })
