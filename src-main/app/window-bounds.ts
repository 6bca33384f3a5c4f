/** A rectangle of the screen, in device-independent pixels. */
export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** The smallest window that the frame is drawn for. */
export const leastSize = { width: 960, height: 600 }
const firstSize = { width: 1280, height: 840 }
/** So much of a title bar must be on a display for a person to take hold of it. */
const leastGrip = { width: 120, height: 24 }

/**
 * Where to open the window: where it was, made to fit if a display still shows its title bar; else in the
 * middle of the primary display. `workAreas` are the displays without panels, the primary one first.
 */
export const fitBounds = (saved: Bounds | undefined, workAreas: readonly Bounds[]): Bounds => {
  const display = saved && workAreas.find((area) => showsTitleBar(saved, area))
  if (!display) return centre(workAreas[0])
  const width = clamp(saved.width, leastSize.width, display.width)
  const height = clamp(saved.height, leastSize.height, display.height)
  return {
    x: clamp(
      saved.x,
      display.x - width + leastGrip.width,
      display.x + display.width - leastGrip.width,
    ),
    y: clamp(saved.y, display.y, display.y + display.height - leastGrip.height),
    width,
    height,
  }
}

const showsTitleBar = (window: Bounds, area: Bounds): boolean => {
  const right = Math.min(window.x + window.width, area.x + area.width)
  const bottom = Math.min(window.y + leastGrip.height, area.y + area.height)
  const isWideEnough = right - Math.max(window.x, area.x) >= leastGrip.width
  return isWideEnough && bottom - Math.max(window.y, area.y) >= leastGrip.height / 2
}

const centre = (area: Bounds = { x: 0, y: 0, ...firstSize }): Bounds => {
  const width = Math.min(firstSize.width, area.width)
  const height = Math.min(firstSize.height, area.height)
  return {
    x: area.x + Math.round((area.width - width) / 2),
    y: area.y + Math.round((area.height - height) / 2),
    width,
    height,
  }
}

/** A display smaller than the least size wins: a window larger than its display cannot be used. */
const clamp = (value: number, least: number, most: number): number =>
  Math.min(Math.max(value, least), most)
