import type { Say } from '#web/languages/use-text.ts'
import { scheduleWords } from './cron.ts'

/** A schedule in words. */
export function scheduleText(text: Say, schedule: string): string {
  const { kind, ...values } = scheduleWords(schedule)
  return text(`schedule.${kind}`, values)
}
