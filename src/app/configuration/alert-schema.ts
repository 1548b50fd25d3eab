import { z } from 'zod'
import { type Language, LANGUAGES } from '#languages/languages'
import { CHANNEL_KINDS } from '#database/alert-channels'
import { isTimeZone } from '#lib/time-zone'

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as "22:00"')

const quietSchema = z.strictObject({
  from: time.describe('When they begin, `"HH:MM"`.'),
  to: time.describe('When they end; the same as `from`: the whole day.'),
  zone: z
    .string()
    .refine(isTimeZone, 'must be a time zone such as Europe/Stockholm')
    .default('UTC')
    .describe('The IANA zone in which they lie.'),
  weekdays: z
    .array(z.int().min(1).max(7))
    .min(1)
    .max(7)
    .default([1, 2, 3, 4, 5, 6, 7])
    .describe('Days on which they begin: 1 = Monday to 7 = Sunday.'),
  holdsCritical: z.boolean().default(false).describe('Whether critical alarms wait as well.'),
})

/** Somebody who is told of alarms. */
export const alertSchema = z.strictObject({
  kind: z.enum(CHANNEL_KINDS).describe('How they are told.'),
  enabled: z.boolean().default(true).describe('Whether they are told at all.'),
  to: z.array(z.string()).default([]).describe('E-mail: who gets a letter.'),
  url: z
    .string()
    .optional()
    .describe('Slack and webhook: where it goes. Secret: name a variable here, it is as good as a password.'),
  secret: z
    .string()
    .optional()
    .describe(
      'Webhook: what messages are signed with. Secret: name a variable here. Left out: the one that is stored, or a new one.',
    ),
  language: z
    .enum(Object.keys(LANGUAGES) as [Language, ...Language[]])
    .default('en')
    .describe('In which language they are told.'),
  severities: z
    .array(z.enum(['warning', 'critical']))
    .min(1)
    .default(['warning', 'critical'])
    .describe('How bad it has to be.'),
  codes: z.array(z.string()).default([]).describe('Codes of alarms. Left out: all.'),
  integrations: z.array(z.string()).default([]).describe('Keys of integrations. Left out: all.'),
  quiet: quietSchema.optional().describe('Hours in which they want to be left alone.'),
  escalateAfterMinutes: z
    .int()
    .min(1)
    .max(10_080)
    .optional()
    .describe('Told only of what nobody took care of for so long. Left out: of everything at once.'),
})

export const alertName = z.string().regex(/\S/, 'must be a name')

export type AlertSettings = z.output<typeof alertSchema>
