import type { ReactNode } from 'react'
import type { Tone } from './badge.tsx'
import { cx } from './class-names.ts'
import { Figure } from './money.tsx'
import styles from './tiles.module.css'

interface TilesProps {
  readonly label: string
  readonly children: ReactNode
}

/** Figures beside each other. */
export const Tiles = ({ label, children }: TilesProps) => (
  <div className={cx(styles.tiles)} role="group" aria-label={label}>
    {children}
  </div>
)

interface TileProps {
  readonly children: ReactNode
  /** Only what it counts is shown. */
  readonly isChosen?: boolean
  /** Shows only what it counts, or all again; absent = there is nothing to list. */
  readonly onPress?: (() => void) | undefined
}

export const Tile = ({ children, isChosen = false, onPress }: TileProps) =>
  onPress === undefined ? (
    <div className={cx(styles.tile)}>{children}</div>
  ) : (
    <button type="button" className={cx(styles.tile)} aria-pressed={isChosen} onClick={onPress}>
      {children}
    </button>
  )

export interface CountOf<K extends string> {
  readonly key: K
  readonly label: string
  readonly count: number
  /** How the count looks when there is any. */
  readonly tone?: Tone
  /** Only what can be listed can be pressed. */
  readonly canPress?: boolean
}

interface CountTilesProps<K extends string> {
  readonly label: string
  readonly tiles: readonly CountOf<K>[]
  readonly chosen?: K | undefined
  readonly onChoose?: (key: K | undefined) => void
}

/** Counts beside each other; pressing one shows only what it counts, pressing it again shows all. */
export const CountTiles = <K extends string>({ label, tiles, chosen, onChoose }: CountTilesProps<K>) => (
  <Tiles label={label}>
    {tiles.map(({ key, label: name, count, tone, canPress = false }) => (
      <Tile
        key={key}
        isChosen={key === chosen}
        onPress={canPress && count > 0 ? () => onChoose?.(key === chosen ? undefined : key) : undefined}
      >
        <strong className={cx(styles.count, count > 0 && tone !== undefined && styles[tone])}>
          <Figure value={count} />
        </strong>
        <span>{name}</span>
      </Tile>
    ))}
  </Tiles>
)
