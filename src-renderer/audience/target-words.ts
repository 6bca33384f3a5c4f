/** As much of a push token as tells two devices apart. */
const tokenTail = 6

/** How a target is called on the screen: its address; for a device its name, or the end of its token. */
export const targetText = (
  target: { readonly providerType: string; readonly identifier: string; readonly name: string },
  device: (tail: string) => string,
): string => {
  if (target.providerType !== 'push') return target.identifier
  return target.name || device(target.identifier.slice(-tokenTail))
}
