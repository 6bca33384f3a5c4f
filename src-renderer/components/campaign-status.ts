import {
  CalendarClock,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleQuestionMark,
  CircleX,
  Hourglass,
  Loader,
  TriangleAlert,
} from '@lucide/vue'
import type { Component } from 'vue'

/** The nine words for a campaign's state; their texts are `status.…` in the catalogue. */
export type CampaignStatus =
  | 'draft'
  | 'scheduled'
  | 'sending'
  | 'paused'
  | 'sent'
  | 'partial'
  | 'failed'
  | 'stuck'
  | 'decision'

/** The icon that always stands beside a status word. */
export const statusIcons: Readonly<Record<CampaignStatus, Component>> = {
  draft: CircleDashed,
  scheduled: CalendarClock,
  sending: Loader,
  paused: CirclePause,
  sent: CircleCheck,
  partial: TriangleAlert,
  failed: CircleX,
  stuck: Hourglass,
  decision: CircleQuestionMark,
}
