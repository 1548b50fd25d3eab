import { type RefObject, useEffect, useRef } from 'react'

/** For a row of links that is wider than the screen: the current one is to be seen. */
export function useCurrentInView(): RefObject<HTMLElement | null> {
  const row = useRef<HTMLElement | null>(null)
  useEffect(() => {
    const here = row.current?.querySelector('[aria-current]')
    if (row.current === null || here == null) return
    const [outer, inner] = [row.current.getBoundingClientRect(), here.getBoundingClientRect()]
    row.current.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2
  }, [])
  return row
}
