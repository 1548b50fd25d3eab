import { useState } from 'react'
import { ApiFailure } from '#api/client'
import { clientOf, useOrganization } from '#web/api/organization.tsx'
import { sayDone, sayFailed } from '#web/kit/toasts.tsx'
import { useText } from '#web/languages/use-text.ts'

interface Export {
  readonly isBusy: boolean
  download(who: string): void
}

/** Fetches the file instead of leading to it: an address with the person's name would stay in the history of the browser. */
export function useExport(): Export {
  const text = useText()
  const { organization } = useOrganization()
  const [isBusy, setBusy] = useState(false)
  const run = async (who: string): Promise<void> => {
    setBusy(true)
    try {
      const answer: unknown = await clientOf(organization).call('privacy.export', {
        params: { organization },
        body: { who },
      })
      if (answer instanceof Response) await save(answer)
      sayDone(text('privacy.export.done'))
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      sayFailed(error.failure)
    } finally {
      setBusy(false)
    }
  }
  return { isBusy, download: (who) => void run(who) }
}

async function save(response: Response): Promise<void> {
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = url
  link.download =
    /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'personal-data.json'
  link.click()
  URL.revokeObjectURL(url)
}
