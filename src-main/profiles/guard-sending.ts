import type { Asked } from './count-people'
import type { OpenProfile } from './open-profile'
import { findProfile, type ProfileFile } from './profile-file'
import { guardCeiling } from './recipient-ceiling'
import type { SendingLock } from './sending-lock'

/** Who is asked how many people are meant: never what was once remembered. */
export const askedOf = ({ backend, direct }: OpenProfile): Asked => ({
  capabilities: backend.capabilities,
  call: direct.call,
})

/** A profile whose calls send nothing while it is locked, and nothing above its ceiling unconfirmed. */
export const guardSending = (
  open: OpenProfile,
  {
    lock,
    file,
  }: { readonly lock: Pick<SendingLock, 'guard'>; readonly file: Pick<ProfileFile, 'state'> },
): OpenProfile => {
  const asked = askedOf(open)
  const profile = () => findProfile(file, open.id)
  const guard = (call: OpenProfile['direct']['call']) =>
    lock.guard(open.id, guardCeiling(call, { profile, asked }))
  return {
    ...open,
    backend: { ...open.backend, call: guard(open.backend.call) },
    // Drafts are published through this one.
    direct: { call: guard(open.direct.call) },
  }
}
