import type { OutboxEntry, OutboxState } from '@contract/outbox'
import { CircleDashed, CircleQuestionMark, CircleX, Clock, Loader } from '@lucide/vue'
import type { Component } from 'vue'

/** The icon that stands beside the word for an entry's state, and the colours that it has. */
export const outboxMarks: Readonly<Record<OutboxState, { icon: Component; tone: string }>> = {
  waiting: { icon: CircleDashed, tone: 'st-draft' },
  released: { icon: Clock, tone: 'st-scheduled' },
  publishing: { icon: Loader, tone: 'st-sending' },
  needsYou: { icon: CircleQuestionMark, tone: 'st-decision' },
  failed: { icon: CircleX, tone: 'st-failed' },
}

/** What a person can do next about an entry; `none` when nothing is asked of them. */
export type NextStep =
  'none' | 'release' | 'hold' | 'compare' | 'detach' | 'review' | 'time' | 'again' | 'fix'

/** The next step of an entry, which is offered in its row. */
export const nextStep = ({ state, problem, draft, as }: OutboxEntry): NextStep => {
  switch (state) {
    case 'waiting':
      return 'release'
    case 'released':
      return 'hold'
    case 'publishing':
      return 'none'
    case 'failed':
      return 'fix'
    case 'needsYou':
      break
  }
  switch (problem?.type) {
    case 'desktop_draft_behind':
      return 'compare'
    case 'desktop_draft_undecided':
    case 'desktop_ceiling_exceeded':
      return 'review'
    case 'desktop_time_passed':
      return as === 'send' ? 'time' : 'release'
    case 'desktop_outcome_unknown':
      return 'again'
    default:
      return draft.updates ? 'detach' : 'fix'
  }
}

/** Whether people get something once the entry is released. */
export const reachesPeople = ({ as }: OutboxEntry): boolean => as === 'send'

const away: readonly string[] = ['desktop_connection_failed', 'desktop_reply_invalid']

/** Whether a call failed only because the server was not there. */
export const isServerAway = (error: { readonly type: string } | undefined): boolean =>
  error !== undefined && away.includes(error.type)
