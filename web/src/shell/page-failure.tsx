import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { Compass } from 'lucide-react'
import { ApiFailure } from '#api/client'
import type { Failure } from '#api/failure'
import { Button } from '#web/kit/button.tsx'
import { cx } from '#web/kit/class-names.ts'
import { EmptyState } from '#web/kit/empty-state.tsx'
import { FailureNotice } from '#web/kit/notice.tsx'
import { Page } from '#web/kit/page.tsx'
import { useText } from '#web/languages/use-text.ts'
import styles from './shell.module.css'

/** A page that could not be shown: why, what to do, and a way to try again. */
export function PageFailure({ error, reset }: ErrorComponentProps) {
  const text = useText()
  const router = useRouter()
  const again = (): void => {
    if (isPartMissing(error)) return void loadAgain()
    reset()
    void router.invalidate()
  }
  const words = isPartMissing(error) ? 'failure.part' : 'failure.unexpected'
  const failure: Pick<Failure, 'message' | 'remedy'> =
    error instanceof ApiFailure ? error.failure : { message: text(words), remedy: text(`${words}.remedy`) }
  return (
    <Page title={text('failure.title')}>
      <FailureNotice
        failure={{ code: '', subject: null, ...failure }}
        action={<Button onPress={again}>{text('failure.again')}</Button>}
      />
    </Page>
  )
}

/** The code of the page did not come: the server is away, or a newer one has it under another name. */
const isPartMissing = (error: unknown): boolean =>
  error instanceof Error && /dynamically imported module|module script|preload CSS/i.test(error.message)

/** Loads the page anew once there is somebody to load it from. */
async function loadAgain(): Promise<void> {
  const answer = await fetch(location.href).catch(() => null)
  if (answer?.ok === true) location.reload()
}

/** An address that leads nowhere. */
export function MissingPage() {
  const text = useText()
  return (
    <main className={cx(styles.alone)}>
      <title>{`${text('failure.missing.title')} – Tillbridge`}</title>
      <EmptyState
        heading="h1"
        icon={Compass}
        title={text('failure.missing.title')}
        action={<Link to="/">{text('failure.missing.home')}</Link>}
      >
        {text('failure.missing')}
      </EmptyState>
    </main>
  )
}
