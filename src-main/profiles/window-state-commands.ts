import type { Handlers } from '@contract/endpoint'
import type { WindowState, windowStateCommands } from '@contract/window-state'
import type { DraftRows } from '../store/drafts'
import type { WindowStateRows } from '../store/window-states'
import { findProfile, type ProfileFile } from './profile-file'

/** What the commands work on. */
export interface WindowStateOptions {
  readonly file: Pick<ProfileFile, 'state'>
  readonly windows: WindowStateRows
}

/** Keeps what a window shows of a profile; throws `desktop_profile_not_found` for one that is gone. */
export const createWindowStateHandlers = ({
  file,
  windows,
}: WindowStateOptions): Handlers<typeof windowStateCommands> => ({
  keepWindowState: ({ profileId, state }) => {
    windows.put(findProfile(file, profileId).id, state)
    return {}
  },
})

/** What a window showed of a profile, without the tabs of drafts that are gone. */
export const readWindowState = (
  profileId: string,
  windows: Pick<WindowStateRows, 'get'>,
  drafts: Pick<DraftRows, 'get'>,
): WindowState => {
  const state = windows.get(profileId)
  const tabs = state.tabs.filter(({ id }) => drafts.get(profileId, id) !== undefined)
  return { ...state, tabs }
}
