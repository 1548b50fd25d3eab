import { z } from 'zod'

/** Raised when a reader of before could not read it any more. */
export const BACKUP_FORMAT = 1

export const HEADER_ENTRY = 'backup.json'
export const MANIFEST_ENTRY = 'manifest.json'

/** First in the file: what it is, so that a restore can refuse before it has read the rest. */
export const backupHeader = z.object({
  format: z.literal(BACKUP_FORMAT),
  tillbridgeVersion: z.string(),
  /** Number of the last migration. Only a database of the same number takes this backup. */
  schemaVersion: z.number().int(),
  postgresVersion: z.string(),
  createdAt: z.iso.datetime(),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
})
export type BackupHeader = z.infer<typeof backupHeader>

/** Last in the file, as only then everything is known. A file without it was cut off. */
export const backupManifest = z.object({
  tables: z.array(
    z.object({
      name: z.string(),
      rows: z.number().int().nonnegative(),
      bytes: z.number().int().nonnegative(),
      /** Of the table's parts, put together: what COPY wrote, in hexadecimal. */
      sha256: z.string(),
    }),
  ),
  sequences: z.array(z.object({ name: z.string(), lastValue: z.string().nullable() })),
})
export type BackupManifest = z.infer<typeof backupManifest>
export type TableSummary = BackupManifest['tables'][number]
