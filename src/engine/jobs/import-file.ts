import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdDecompress } from 'node:zlib'
import { z } from 'zod'
import { FILE_KINDS, type FileKind } from '#csv/columns'
import { fileMappingSchema } from '#csv/mapping'
import type { RowProblem } from '#csv/rows'
import { readJobFile } from '#database/jobs'
import type { FileChange, ImportProgress } from '#engine/files/import'
import { TillbridgeError } from '#lib/errors'
import type { JobRun } from './kinds.ts'

const input = z.object({
  kind: z.enum(FILE_KINDS),
  /** What people call the file. */
  name: z.string(),
  mapping: fileMappingSchema,
  into: z.enum(['store', 'target']),
  dryRun: z.boolean(),
})

/** Whoever has more wrong rows than this corrects the file before they read on. */
const PROBLEMS_KEPT = 1_000
const CHANGES_KEPT = 500

/** What came of a file: counts of all, and the first rows that could not be taken and the first changes one by one. */
interface FileImported extends ImportProgress {
  readonly kind: FileKind
  readonly name: string
  readonly dryRun: boolean
  readonly problems: readonly RowProblem[]
  readonly changes: readonly FileChange[]
}

/** Takes a file that was sent along with the question. Broken off, it is read again from its start: that changes nothing twice. */
export async function importUploaded({ engine, job, signal, progress }: JobRun): Promise<FileImported> {
  const { kind, name, mapping, into, dryRun } = input.parse(job.input)
  const { organizationId, integrationId } = job
  const file = await readJobFile(engine.services.pool, job)
  if (file === null) throw gone(name)
  const folder = await mkdtemp(join(tmpdir(), 'tillbridge-upload-'))
  const problems: RowProblem[] = []
  const changes: FileChange[] = []
  try {
    const path = join(folder, 'file.csv')
    await pipeline(Readable.from([file]), createZstdDecompress(), createWriteStream(path, { mode: 0o600 }))
    const counts = await engine.importFile({
      organizationId,
      integrationId,
      kind,
      path,
      name,
      mapping,
      into,
      dryRun,
      signal,
      onProblem: (problem) => void (problems.length < PROBLEMS_KEPT && problems.push(problem)),
      onChange: (change) => void (changes.length < CHANGES_KEPT && changes.push(change)),
      onProgress: ({ rows, refused }) => progress({ done: rows, total: null, doing: `${refused} refused` }),
    })
    return { kind, name, dryRun, ...counts, problems, changes }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const gone = (name: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'FILE_GONE',
    message: `The file ${name} is no longer kept.`,
    remedy: 'Send it again; what was taken of it stays, and is not taken twice.',
  })
