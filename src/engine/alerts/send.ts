import type { Pool } from 'pg'
import { type Channel, channelSecrets } from '#database/alert-channels'
import type { Delivery } from '#database/alert-deliveries'
import { languageOf } from '#languages/languages'
import type { Clock } from '#lib/clock'
import { TillbridgeError } from '#lib/errors'
import type { Sealer } from '#lib/secrets'
import { letterOf } from './letter.ts'
import { postJson } from './post.ts'
import { signatureHeaders, webhookBodyOf } from './signed.ts'
import { slackBodyOf } from './slack.ts'
import { messageIn } from './words.ts'

/** Sends one letter, or throws. */
export type SendLetter = (letter: {
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html: string
}) => Promise<void>

/** What sending alerts needs of the rest. */
export interface SendServices {
  readonly pool: Pool
  readonly sealer: Sealer
  readonly clock: Clock
  /** `null` = no mail server was named. */
  readonly mail: SendLetter | null
  /** Where people open Tillbridge. */
  readonly address: () => string
}

/**
 * Sends one message, once. Answers what the other side said, in one line.
 *
 * @throws {TillbridgeError} with a remedy when it did not arrive.
 */
export async function sendDelivery(
  services: SendServices,
  channel: Channel,
  delivery: Omit<Delivery, 'tries'>,
  signal: AbortSignal,
): Promise<string> {
  const { pool, sealer, clock, mail, address } = services
  const { kind, content, deliveryId, madeAt, recipient } = delivery
  const page = `${address()}/o/${content.organization.key}`
  const message = await messageIn(languageOf(channel.settings.language), { kind, content, page })
  if (channel.kind === 'email') {
    if (mail === null || recipient === null) throw noMailServer()
    await mail({ to: recipient, ...letterOf(message) })
    return 'The mail server has taken it.'
  }
  const secrets = await channelSecrets(pool, sealer, channel)
  if (secrets === null) throw addressMissing()
  const { url, secret } = secrets
  const body =
    channel.kind === 'slack' ? JSON.stringify(slackBodyOf(message)) : webhookBodyOf(deliveryId, madeAt, message)
  const headers = secret === null ? {} : signatureHeaders(secret, deliveryId, body, clock.now())
  return await postJson({ url, body, headers, publicOnly: channel.publicOnly, signal })
}

/** To whom a channel's messages go: each address of e-mail by itself, so that one that fails repeats none of the others. */
export const recipientsOf = ({ kind, settings }: Pick<Channel, 'kind' | 'settings'>): readonly (string | null)[] =>
  kind === 'email' ? settings.to : [null]

export const noMailServer = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'MAIL_NOT_SET_UP',
    message: 'No mail server is set up, so that no e-mail can be sent.',
    remedy: 'Start Tillbridge with TILLBRIDGE_SMTP_URL and TILLBRIDGE_MAIL_FROM.',
  })

const addressMissing = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'ALERT_ADDRESS_MISSING',
    message: 'This channel has no address.',
    remedy: 'Enter the address again.',
  })
