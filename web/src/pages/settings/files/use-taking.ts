import { useState } from 'react'
import { LARGEST_FILE_BYTES, type ApiFileKind } from '#api/files'
import { ApiFailure } from '#api/client'
import type { Failure } from '#api/failure'
import type { AskedOf } from '#web/api/asked.ts'
import { useChange } from '#web/api/use-route.ts'
import type { FilesFilter, Side } from './filter.ts'

/** A file as it was when it was chosen: what is done to it on the disk meanwhile changes nothing here. */
export interface KeptFile {
  readonly name: string
  readonly bytes: Blob
}

/** Why a file that was chosen cannot be sent. */
export type Unfit = 'tooLarge' | 'unreadable'

interface Chosen {
  readonly file: KeptFile | null
  readonly unfit: { readonly name: string; readonly why: Unfit } | null
  readonly into: Side
  readonly mapping: string
}

interface TakingOf {
  readonly kind: ApiFileKind
  readonly integration: string
  readonly job: string | undefined
  readonly onSet: (change: Partial<FilesFilter>) => void
}

const NONE: Chosen = { file: null, unfit: null, into: 'store', mapping: '' }

/** A file on its way in: first it is looked at, then exactly what was looked at is taken. */
export function useTaking({ kind, integration, job, onSet }: TakingOf) {
  const [chosen, setChosen] = useState(NONE)
  /** The job that looked at what is chosen now. */
  const [looked, setLooked] = useState<string | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const send = useChange('files.import', {
    onFailed: (error) => {
      if (!(error instanceof ApiFailure)) throw error
      setFailure(error.failure)
    },
  })
  const choose = (change: Partial<Chosen>): void => {
    setChosen((now) => ({ ...now, ...change }))
    setLooked(null)
    setFailure(null)
    if (job !== undefined) onSet({ job: undefined })
  }
  const ask = (dryRun: 'true' | 'false'): void => {
    setFailure(null)
    send.mutate(askedOf(chosen, { integration, kind, dryRun }), {
      onSuccess: ({ jobId }) => {
        setLooked(dryRun === 'true' ? jobId : null)
        onSet({ job: jobId })
      },
    })
  }
  return {
    chosen,
    choose,
    chooseFile: async (file: File) => choose(await kept(file)),
    look: () => ask('true'),
    take: () => ask('false'),
    hasLooked: looked !== null && looked === job,
    isSending: send.isPending,
    failure,
  }
}

function askedOf(
  { file, into, mapping }: Chosen,
  of: Pick<AskedOf<'files.import'>['query'], 'integration' | 'kind' | 'dryRun'>,
): AskedOf<'files.import'> {
  if (file === null) throw new Error('no file is chosen')
  const named = mapping.trim() === '' ? {} : { mapping }
  return { query: { ...of, name: file.name, into, ...named }, body: file.bytes }
}

export type Taking = ReturnType<typeof useTaking>

async function kept(file: File): Promise<Pick<Chosen, 'file' | 'unfit'>> {
  const unfit = (why: Unfit) => ({ file: null, unfit: { name: file.name, why } })
  if (file.size > LARGEST_FILE_BYTES) return unfit('tooLarge')
  // A folder that was dropped, or a file that is gone, cannot be read.
  const bytes = await file.arrayBuffer().catch(() => null)
  return bytes === null ? unfit('unreadable') : { file: { name: file.name, bytes: new Blob([bytes]) }, unfit: null }
}
