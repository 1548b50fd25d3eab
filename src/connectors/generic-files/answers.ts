import { parse as parsePath } from 'node:path'
import { TillbridgeError } from '#lib/errors'
import { parseExactJson } from '#lib/exact-json'
import { parseXml } from '#lib/xml'
import { idOf } from '#generic/booked-answer'
import { evaluated } from '#generic/failure-rules'
import { readIfThere } from './atomic.ts'
import { fileFailure } from './errors.ts'
import { addressOf, type FileContext, pathOf } from './folders.ts'
import type { SentRecord } from './sent.ts'

/**
 * The number that the system gave a document, where it has answered; `null` = it has not, or tells none.
 *
 * @throws {TillbridgeError} `rejected`, `REFUSED_LATER`, when the answer says that it did not take the document.
 */
export async function answerOf({ wire, settings }: FileContext, sent: SentRecord): Promise<string | null> {
  const { answers } = settings
  if (answers === undefined) return null
  const path = pathOf(settings, 'answers', `${parsePath(sent.file).name}.${answers.format}`)
  const read = (): Promise<string | null> =>
    readIfThere(path).catch((error: unknown) => {
      throw fileFailure(error, path)
    })
  const text = await wire.send({ action: 'READ', address: addressOf(path), effect: 'read' }, read, (answer) => answer)
  if (text === null) return null
  const body = parsed(text, answers.format, path)
  const refused =
    answers.refused === undefined
      ? undefined
      : await evaluated(answers.refused, body, { where: 'answers.refused', answer: true })
  if (typeof refused === 'string' && refused !== '') throw refusedLater(sent, refused)
  if (answers.number === undefined) return null
  return idOf(await evaluated(answers.number, body, { where: 'answers.number', answer: true }))
}

function parsed(text: string, format: 'xml' | 'json', path: string): unknown {
  try {
    return format === 'json' ? parseExactJson(text) : parseXml(text)
  } catch (cause) {
    // It may be on its way still: the next look reads it anew.
    throw new TillbridgeError({
      kind: 'transient',
      code: 'ANSWER_UNREADABLE',
      message: `The answer ${path} is no ${format.toUpperCase()} that can be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      remedy: 'Let the system write its answers under another name and rename them when they are whole.',
      cause,
    })
  }
}

const refusedLater = ({ reference }: SentRecord, why: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'REFUSED_LATER',
    message: `The system did not take ${reference}: ${why}`,
    remedy:
      'Change what it objects to. Then remove its answer, and the file of our own in the folder "sent", and retry.',
    subject: `reference:${reference}`,
  })
