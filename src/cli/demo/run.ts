import type { Io } from '#cli/io'
export async function runDemo(_io: Io, _options: object): Promise<void> {}
