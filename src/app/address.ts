/** Where people open this installation: the public address, or where it listens. */
export function addressOf(publicUrl: string | null, url: string): string {
  if (publicUrl !== null) return new URL(publicUrl).origin
  // "Any address" is none that a browser can open.
  return url.replace('//0.0.0.0:', '//localhost:').replace('//[::]:', '//localhost:')
}
