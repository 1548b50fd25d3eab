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
    reset()
    void router.invalidate()
  }
  const failure: Pick<Failure, 'message' | 'remedy'> =
    error instanceof ApiFailure
      ? error.failure
      : { message: text('failure.unexpected'), remedy: text('failure.unexpected.remedy') }
  return (
    <Page title={text('failure.title')}>
      <FailureNotice
        failure={{ code: '', subject: null, ...failure }}
        action={<Button onPress={again}>{text('failure.again')}</Button>}
      />
    </Page>
  )
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
