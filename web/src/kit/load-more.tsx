import { useEffect, useRef } from 'react'
import { Button } from './button.tsx'
import { cx } from './class-names.ts'
import styles from './load-more.module.css'

interface LoadMoreProps {
  readonly label: string
  readonly hasMore: boolean
  readonly isLoading: boolean
  readonly onMore: () => unknown
}

const AHEAD = '600px'

/** The end of a list that goes on: more is fetched before one gets there, and by the button. */
export function LoadMore({ label, hasMore, isLoading, onMore }: LoadMoreProps) {
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (end.current === null || isLoading) return undefined
    const watcher = new IntersectionObserver(([entry]) => entry?.isIntersecting === true && onMore(), {
      rootMargin: AHEAD,
    })
    watcher.observe(end.current)
    return () => watcher.disconnect()
  }, [isLoading, onMore])
  if (!hasMore) return null
  return (
    <div ref={end} className={cx(styles.end)}>
      <Button kind="quiet" isBusy={isLoading} onPress={() => onMore()}>
        {label}
      </Button>
    </div>
  )
}
