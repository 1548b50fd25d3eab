import { Check, Copy } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { IconButton } from './button.tsx'
import { cx } from './class-names.ts'
import styles from './code-block.module.css'
import { jsonParts } from './json-parts.ts'
import { useKitText } from './kit-text.tsx'

const SAID_MS = 1500

interface CodeBlockProps {
  readonly label: string
  /** What is copied. */
  readonly text: string
  /** All of it is seen at once, for one line that people read or copy as a whole. */
  readonly wraps?: boolean
  readonly children?: ReactNode
}

/** Text for machines, as it is, with a button that copies it. */
export function CodeBlock({ label, text, wraps = false, children }: CodeBlockProps) {
  const words = useKitText()
  const [isCopied, setCopied] = useState(false)
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), SAID_MS)
  }
  return (
    <div className={cx(styles.block)}>
      {/* It scrolls: who uses the keyboard must be able to reach it. */}
      <pre tabIndex={0} role="region" aria-label={label} className={cx(wraps && styles.wraps)}>
        {children ?? text}
      </pre>
      <div className={cx(styles.copy)}>
        <IconButton label={isCopied ? words.copied : words.copy} icon={isCopied ? Check : Copy} onPress={copy} />
      </div>
    </div>
  )
}

/** A JSON value, laid out and coloured. */
export function JsonView({ label, value }: { readonly label: string; readonly value: unknown }) {
  const text = JSON.stringify(value, null, 2) ?? 'null'
  return (
    <CodeBlock label={label} text={text}>
      {jsonParts(text).map(({ kind, text: part, at }) =>
        kind === 'plain' ? (
          part
        ) : (
          <span key={at} className={cx(styles[kind])}>
            {part}
          </span>
        ),
      )}
    </CodeBlock>
  )
}
