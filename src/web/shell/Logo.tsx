/** Three decks, seen from the side. */
export function Logo({ size = 22 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" strokeLinecap="round" aria-hidden>
      <path d="M2 6h17.4c2.2 0 2.6 3 .3 3.6" stroke="var(--deck-3)" strokeWidth="2.3" />
      <path d="M4 12h13" stroke="var(--deck-2)" strokeWidth="2.3" />
      <path d="M6.5 18h8" stroke="var(--deck-1)" strokeWidth="2.3" />
      <path d="M8 7.4l2.4 3.4M12.6 7.4L15 10.8" stroke="var(--deck-3)" strokeWidth="1.1" />
      <path d="M8.6 13.4l2 3.2M12.4 13.4l2 3.2" stroke="var(--deck-2)" strokeWidth="1.1" />
    </svg>
  )
}
