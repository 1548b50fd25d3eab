import { type FormEvent, useState } from 'react'
import { ApiFailure } from '#api/client'
import type { Failure } from '#api/failure'
import { useFieldErrors } from '#web/api/field-errors.ts'

export interface Submit {
  readonly isBusy: boolean
  /** Why it was refused; `null` = it was not, or not yet. */
  readonly failure: Failure | null
  /** What is wrong with one field of the body, in the person's language. */
  errorOf(field: string): string | undefined
  onSubmit(event: FormEvent): void
}

/** Sends a form: once at a time, and keeps what the server says is wrong. */
export function useSubmit(send: () => Promise<void>): Submit {
  const [failure, setFailure] = useState<Failure | null>(null)
  const errorOf = useFieldErrors(failure)
  const [isBusy, setBusy] = useState(false)
  const [broken, setBroken] = useState<unknown>(null)
  // What nobody expected belongs to the page's own failure, which says how to go on.
  if (broken !== null) throw broken
  const run = async (): Promise<void> => {
    setBusy(true)
    setFailure(null)
    try {
      await send()
    } catch (error) {
      if (error instanceof ApiFailure) setFailure(error.failure)
      else setBroken(error)
    } finally {
      setBusy(false)
    }
  }
  return {
    isBusy,
    failure,
    errorOf: (field) => errorOf(`body.${field}`),
    onSubmit: (event) => {
      event.preventDefault()
      if (!isBusy) void run()
    },
  }
}
