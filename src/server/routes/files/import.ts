import { pipeline } from 'node:stream/promises'
import { constants, createZstdCompress } from 'node:zlib'
import { LARGEST_FILE_BYTES } from '#api/files'
import { addJob } from '#database/jobs'
import { TillbridgeError } from '#lib/errors'
import type { Handler } from '#server/api/call'
import { integrationNamed } from '#server/routes/moves/integration'
import { mappingOf } from './mapping.ts'

export const importFileRoute: Handler<'files.import'> = async (call) => {
  const { services, organizationId, actor, query, body, note } = call
  const { integrationId } = await integrationNamed(call, query.integration)
  const { integration: _key, mapping: text, ...asked } = query
  const mapping = await mappingOf(services, { organizationId, integrationId }, text)
  const { file, bytes } = await compressed(body)
  const { jobId } = await addJob(services.pool, {
    organizationId,
    kind: 'file',
    integrationId,
    input: { ...asked, mapping },
    askedBy: actor.email ?? actor.name,
    askedAt: services.clock.now(),
    file,
  })
  note({ subject: `job:${jobId}`, after: { ...query, bytes } })
  return { jobId }
}

const LEVEL = { params: { [constants.ZSTD_c_compressionLevel]: 3 } }

/** A file while it comes in, in a fifth of its size: never more of it is in memory than that. */
async function compressed(body: AsyncIterable<Uint8Array>): Promise<{ readonly file: Buffer; readonly bytes: number }> {
  const parts: Buffer[] = []
  let bytes = 0
  await pipeline(
    body,
    async function* bounded(chunks: AsyncIterable<Uint8Array>) {
      // What is too large is read to its end, though not kept: who is cut off in the middle hears no reason.
      for await (const chunk of chunks) {
        bytes += chunk.length
        if (bytes <= LARGEST_FILE_BYTES) yield chunk
      }
    },
    createZstdCompress(LEVEL),
    async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) parts.push(chunk)
    },
  )
  if (bytes > LARGEST_FILE_BYTES) throw tooLarge()
  if (bytes === 0) throw empty()
  return { file: Buffer.concat(parts), bytes }
}

const tooLarge = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'FILE_TOO_LARGE',
    message: `The file is larger than ${LARGEST_FILE_BYTES / 1024 / 1024} MB.`,
    remedy: 'Send it in parts, each with the headings, or read it at the machine with "tillbridge files import".',
  })

const empty = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'FILE_EMPTY',
    message: 'The file is empty.',
    remedy: 'Send a CSV file whose first line has the headings.',
  })
