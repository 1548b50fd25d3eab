import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiFailure } from '#api/client'
import { Button } from './button.tsx'
import { cx } from './class-names.ts'
import styles from './load-more.module.css'
import { sayFailed } from './toasts.tsx'

interface LoadMoreProps {
  readonly label: string
  readonly hasMore: boolean
  readonly isLoading: boolean
  /** Shows more of what is there, or asks for it. */
  readonly onMore: () => void | Promise<{ readonly error: Error | null }>
}

const AHEAD = '600px'

/** The end of a list that goes on: more is fetched before one gets there, and by the button. */
export function LoadMore({ label, hasMore, isLoading, onMore }: LoadMoreProps) {
  const end = useRef<HTMLDivElement>(null)
  // What failed is asked for again by a person: the end of the list stays in sight, and would ask without end.
  const [hasFailed, setFailed] = useState(false)
  const more = useCallback(
    () =>
      void Promise.resolve(onMore()).then((answer) => {
        const error = answer?.error ?? null
        setFailed(error !== null)
        if (error instanceof ApiFailure) sayFailed(error.failure)
      }),
    [onMore],
  )
  useEffect(() => {
    if (end.current === null || isLoading || hasFailed) return undefined
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && more(), {
      rootMargin: AHEAD,
    })
    watcher.observe(end.current)
    return () => watcher.disconnect()
  }, [isLoading, hasFailed, more])
  if (!hasMore) return null
  return (
    <div ref={end} className={cx(styles.end)}>
      <Button kind="quiet" isBusy={isLoading} onPress={more}>
        {label}
      </Button>
    </div>
  )
}
