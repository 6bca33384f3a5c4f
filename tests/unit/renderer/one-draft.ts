import type { DraftConflict } from '@contract/draft-conflicts'
import type { Draft, EmailContent } from '@contract/drafts'
import { emptyStack } from '@contract/undo-stack'
import { useAppStore } from '@/stores/app'
import { installBridge } from './fake-bridge'

const content: EmailContent = {
  ...{ kind: 'email', subject: '', content: '', html: true, topics: [], users: [] },
  ...{ targets: [], cc: [], bcc: [], attachments: [], messageId: '', scheduledAt: null },
}
/** What that other window wrote as well. */
export const conflict: DraftConflict = {
  ...{ name: 'subject', base: '', other: 'Theirs', at: '2026-11-19T12:00:00.000Z' },
}
/** What the store saves. */
export interface SaveInput {
  readonly content: EmailContent
  readonly revision?: number
  readonly base?: EmailContent
}

/** Main with one draft, which another window can write as well. */
export const installMain = () => {
  const state = {
    ...{ revision: 1, content, losesAnswer: false },
    conflicts: [] as DraftConflict[],
  }
  const draft = (): Draft => ({
    ...{ id: 'd', messageId: 'm', updates: null, createdAt: '2026-11-19T12:00:00.000Z' },
    ...{ updatedAt: '2026-11-19T12:00:00.000Z' },
    ...{ content: state.content, revision: state.revision },
  })
  const bridge = installBridge((name, input) => {
    if (name === 'openDraft')
      return { ok: true, value: { draft: draft(), undo: emptyStack, conflicts: state.conflicts } }
    if (name === 'createDraft') return { ok: true, value: { ...draft(), id: 'new' } }
    // The store saves nothing else.
    const saved = input as SaveInput
    const isBehind = saved.revision !== undefined && saved.revision !== state.revision
    if (isBehind && !saved.base) {
      const error = { message: 'Changed.', code: 409, type: 'desktop_draft_changed' } as const
      return { ok: false, error }
    }
    state.content = isBehind ? { ...state.content, content: saved.content.content } : saved.content
    state.revision += 1
    if (state.losesAnswer) {
      state.losesAnswer = false
      const error = { message: 'Lost.', code: 503, type: 'desktop_connection_failed' } as const
      return { ok: false, error }
    }
    if (isBehind) state.conflicts = [conflict]
    const merged = isBehind ? { conflicts: state.conflicts, undo: emptyStack } : null
    return { ok: true, value: { ...draft(), merged } }
  })
  const writeElsewhere = (part: Partial<EmailContent>): void => {
    state.content = { ...state.content, ...part }
    state.revision += 1
    const { revision } = state
    bridge.emit({ name: 'resource.changed', payload: { resource: 'drafts', id: 'd', revision } })
  }
  const deleteElsewhere = (): void =>
    bridge.emit({
      name: 'resource.changed',
      payload: { resource: 'drafts', id: 'd', gone: 'deleted' },
    })
  const undeleteElsewhere = (): void => {
    const { revision } = state
    bridge.emit({ name: 'resource.changed', payload: { resource: 'drafts', id: 'd', revision } })
  }
  const names = () => bridge.calls.map(({ name }) => name)
  return { state, bridge, names, writeElsewhere, deleteElsewhere, undeleteElsewhere }
}

/** The profile that main has open; the store learns of it as from any other window. */
export const openProfile = async (id: string): Promise<void> => {
  const answer = window.bridge.call
  const profiles = ['one', 'two'].map((profileId) => ({ id: profileId, name: profileId }))
  window.bridge.call = async (name, input) =>
    name === 'getAppState'
      ? { ok: true, value: { profiles, activeProfileId: id, capabilities: {} } }
      : await answer(name, input)
  await useAppStore().load()
  window.bridge.call = answer
}
