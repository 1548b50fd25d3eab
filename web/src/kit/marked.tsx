import { Fragment } from 'react'
import { cx } from './class-names.ts'
import styles from './marked.module.css'
import { markedParts } from './marked-parts.ts'

interface MarkedProps {
  readonly text: string
  /** What somebody typed into a search. */
  readonly words: string | undefined
}

/** A text in which what was searched for stands out. */
export function Marked({ text, words = '' }: MarkedProps) {
  if (words === '') return text
  return markedParts(text, words).map((part, index) =>
    part.isMark ? (
      <mark key={index} className={cx(styles.mark)}>
        {part.text}
      </mark>
    ) : (
      <Fragment key={index}>{part.text}</Fragment>
    ),
  )
}
