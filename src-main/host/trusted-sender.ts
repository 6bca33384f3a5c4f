/** As much of a calling frame as decides whether it may call. */
export interface CallingFrame {
  readonly url: string
  readonly parent: object | null
}

/**
 * Whether a message comes from our own page: from the main frame of our window, at our address. A frame that
 * has gone away since (null) is not answered.
 */
export const isTrustedSender = (
  frame: CallingFrame | null,
  { isOurWindow, isOwnAddress }: { isOurWindow: boolean; isOwnAddress: (url: string) => boolean },
): boolean => isOurWindow && frame !== null && frame.parent === null && isOwnAddress(frame.url)
